using System.Globalization;

namespace RasterFlow.Bench;

/// <summary>Options of a benchmark: pairs of <c>--name value</c>.</summary>
internal sealed class BenchArguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <exception cref="FormatException">An option lacks its value.</exception>
    public static BenchArguments Parse(ReadOnlySpan<string> args)
    {
        BenchArguments arguments = new();
        for (int i = 0; i < args.Length; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == args.Length)
            {
                throw new FormatException($"'{args[i]}': expected --name value.");
            }

            arguments._values[args[i][2..]] = args[i + 1];
        }

        return arguments;
    }

    public string Text(string name, string fallback) => _values.GetValueOrDefault(name, fallback);

    public int Integer(string name, int fallback) =>
        _values.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;
}
