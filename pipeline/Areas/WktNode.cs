using System.Globalization;

namespace RasterFlow.Areas;

/// <summary>An element of WKT 2 (OGC 18-010r7, section 7.3): a keyword with values, which are texts, numbers, words and elements.</summary>
/// <param name="Keyword">The keyword, in capitals.</param>
/// <param name="Values">The values in their order; a <see cref="WktNode"/>, a <see cref="double"/> or a <see cref="string"/> each.</param>
internal sealed record WktNode(string Keyword, IReadOnlyList<object> Values)
{
    /// <summary>The first element inside with one of the keywords.</summary>
    public WktNode? Find(params ReadOnlySpan<string> keywords)
    {
        foreach (WktNode node in Values.OfType<WktNode>())
        {
            if (keywords.Contains(node.Keyword))
            {
                return node;
            }
        }

        return null;
    }

    /// <summary>All elements inside with a keyword.</summary>
    public IEnumerable<WktNode> FindAll(string keyword) => Values.OfType<WktNode>().Where(node => node.Keyword == keyword);

    /// <summary>A text or word.</summary>
    /// <exception cref="FormatException">There is none at that place.</exception>
    public string Text(int index) => index < Values.Count && Values[index] is string text ? text : throw new FormatException($"{Keyword} has no text as value {index + 1}.");

    /// <summary>A number.</summary>
    /// <exception cref="FormatException">There is none at that place.</exception>
    public double Number(int index) => index < Values.Count && Values[index] is double number ? number : throw new FormatException($"{Keyword} has no number as value {index + 1}.");

    /// <summary>Parses a text; brackets may be round. Calls itself at each bracket: the caller bounds their depth.</summary>
    /// <exception cref="FormatException">It is not one element.</exception>
    public static WktNode Parse(string text)
    {
        int at = 0;
        WktNode node = Element(text, ref at);
        SkipBlanks(text, ref at);
        return at == text.Length ? node : throw new FormatException($"Character {at + 1} follows the end of {node.Keyword}.");
    }

    private static WktNode Element(string text, ref int at)
    {
        string keyword = Word(text, ref at);
        if (keyword.Length == 0 || !Take(text, ref at, '[', '('))
        {
            throw new FormatException($"At character {at + 1} an element and its bracket are expected.");
        }

        return Inside(keyword, text, ref at);
    }

    private static WktNode Inside(string keyword, string text, ref int at)
    {
        List<object> values = [];
        do
        {
            values.Add(Value(text, ref at));
        }
        while (Take(text, ref at, ',', ','));
        return Take(text, ref at, ']', ')') ? new WktNode(keyword.ToUpperInvariant(), values) : throw new FormatException($"At character {at + 1} the bracket of {keyword} is not closed.");
    }

    private static object Value(string text, ref int at)
    {
        SkipBlanks(text, ref at);
        if (at < text.Length && text[at] == '"')
        {
            return Quoted(text, ref at);
        }

        string word = Word(text, ref at);
        if (word.Length == 0)
        {
            throw new FormatException($"At character {at + 1} a value is expected.");
        }

        if (Take(text, ref at, '[', '('))
        {
            return Inside(word, text, ref at);
        }

        return double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : word;
    }

    /// <summary>A quote inside is written twice.</summary>
    private static string Quoted(string text, ref int at)
    {
        int start = ++at;
        while (true)
        {
            int end = text.IndexOf('"', at);
            if (end < 0)
            {
                throw new FormatException($"The text from character {start + 1} on has no end.");
            }

            at = end + 1;
            if (at == text.Length || text[at] != '"')
            {
                return text[start..end].Replace("\"\"", "\"", StringComparison.Ordinal);
            }

            at++;
        }
    }

    private static string Word(string text, ref int at)
    {
        SkipBlanks(text, ref at);
        int start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '+' or '-' or '.' or ':'))
        {
            at++;
        }

        return text[start..at];
    }

    private static bool Take(string text, ref int at, char one, char other)
    {
        SkipBlanks(text, ref at);
        bool found = at < text.Length && (text[at] == one || text[at] == other);
        at += found ? 1 : 0;
        return found;
    }

    private static void SkipBlanks(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }
}
