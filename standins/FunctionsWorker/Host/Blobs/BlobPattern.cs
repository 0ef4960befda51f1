using System.Text;
using System.Text.RegularExpressions;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>A blob trigger's path: which blobs it means, and what its <c>{names}</c> stand for in one of them.</summary>
internal sealed class BlobPattern
{
    private readonly Regex? _regex;

    private BlobPattern(string container, Regex? regex)
    {
        Container = container;
        _regex = regex;
    }

    public string Container { get; }

    public static BlobPattern Parse(string path)
    {
        BlobPath at = BlobPath.Parse(path);
        if (at.Container.Contains('{', StringComparison.Ordinal) || at.Container.Contains('}', StringComparison.Ordinal))
        {
            throw new FormatException($"Invalid blob trigger path '{path}': the container cannot hold an expression.");
        }

#pragma warning disable CA1308 // Container names are lower case; Azure compares them regardless of case.
        return new(at.Container.ToLowerInvariant(), at.Name is null ? null : ToRegex(at.Name));
#pragma warning restore CA1308
    }

    /// <summary>The captured values, or null when the blob is not meant.</summary>
    public IReadOnlyDictionary<string, string>? Match(string blob)
    {
        if (_regex is null)
        {
            return new Dictionary<string, string>();
        }

        Match match = _regex.Match(blob);
        return match.Success
            ? _regex.GetGroupNames().Where(n => !char.IsAsciiDigit(n[0])).ToDictionary(n => n, n => match.Groups[n].Value, StringComparer.OrdinalIgnoreCase)
            : null;
    }

    // Each name is greedy and matches a slash and nothing too: {a}.{b} splits at the last dot.
    private static Regex ToRegex(string pattern)
    {
        StringBuilder regex = new("^");
        for (int at = 0; at < pattern.Length; at++)
        {
            char c = pattern[at];
            if (c is '{' or '}' && at + 1 < pattern.Length && pattern[at + 1] == c)
            {
                regex.Append(Regex.Escape(c.ToString()).Replace("}", @"\}", StringComparison.Ordinal));
                at++;
            }
            else if (c is '{')
            {
                int end = pattern.IndexOf('}', at);
                if (end <= at + 1)
                {
                    throw new FormatException($"Invalid blob trigger pattern '{pattern}': an opening brace without a name or a closing one.");
                }

                regex.Append("(?<").Append(pattern[(at + 1)..end]).Append(">.*)");
                at = end;
            }
            else if (c is '}')
            {
                throw new FormatException($"Invalid blob trigger pattern '{pattern}': a closing brace without an opening one.");
            }
            else
            {
                regex.Append(Regex.Escape(c.ToString()));
            }
        }

        return new Regex(regex.Append('$').ToString(), RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }
}
