using System.Buffers;

namespace RasterFlow.Areas;

/// <summary>
/// Checks WKT before it is parsed: the parser calls itself at each opening parenthesis, and a text of nothing else would end the process.
/// </summary>
internal static class WktGuard
{
    /// <summary>A multipolygon takes three; the rest is for collections around it.</summary>
    private const int MaximumDepth = 8;

    /// <summary>The parser also knows comments and quotes, in which a parenthesis would not count: areas need neither.</summary>
    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789()+-.,;=_ \t\r\n");

    /// <exception cref="AreaProblemException">The text is nested too deeply, or is no WKT.</exception>
    public static void Check(string text, string remedy)
    {
        int strange = text.AsSpan().IndexOfAnyExcept(Allowed);
        if (strange >= 0)
        {
            throw new AreaProblemException("The text is not valid WKT", $"character {strange + 1} is '{text[strange]}'", remedy);
        }

        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '(' && ++depth > MaximumDepth)
            {
                throw new AreaProblemException("The WKT is nested too deeply", $"character {i + 1}, more than {MaximumDepth} parentheses are open", "Give one POLYGON or MULTIPOLYGON.");
            }

            if (text[i] == ')')
            {
                depth = Math.Max(0, depth - 1);
            }
        }
    }
}
