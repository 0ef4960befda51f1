namespace RasterFlow.Mosaics.TileIndexes;

/// <summary>Kinds of tokens.</summary>
internal enum FilterTokenKind
{
    /// <summary>Letters, digits and _, not starting with a digit.</summary>
    Word,

    /// <summary>A name in double quotes.</summary>
    Quoted,

    /// <summary>A text in single quotes; a quote in it is doubled.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Comparison operators, parentheses, comma.</summary>
    Symbol,

    /// <summary>After the last one.</summary>
    End,
}

/// <summary>One token of a condition.</summary>
internal sealed record FilterToken(FilterTokenKind Kind, string Text, int Position)
{
    private static readonly string[] Symbols = ["<=", ">=", "!=", "<>", "=", "<", ">", "(", ")", ","];

    /// <summary>Cuts a text into tokens, the last of which is <see cref="FilterTokenKind.End"/>.</summary>
    public static IReadOnlyList<FilterToken> Split(string text)
    {
        List<FilterToken> tokens = [];
        int at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            if (at == text.Length)
            {
                tokens.Add(new FilterToken(FilterTokenKind.End, string.Empty, at));
                return tokens;
            }

            int start = at;
            tokens.Add(text[at] switch
            {
                '\'' => new(FilterTokenKind.Text, Quoted(text, ref at), start),
                '"' => new(FilterTokenKind.Quoted, Quoted(text, ref at), start),
                char c when char.IsAsciiLetter(c) || c == '_' => new(FilterTokenKind.Word, While(text, ref at, static c => char.IsAsciiLetterOrDigit(c) || c == '_'), start),
                char c when char.IsAsciiDigit(c) || c is '-' or '+' or '.' => Number(text, ref at),
                _ => Symbol(text, ref at),
            });
        }
    }

    private static string Quoted(string text, ref int at)
    {
        int start = at;
        char quote = text[at++];
        System.Text.StringBuilder value = new();
        while (at < text.Length)
        {
            if (text[at] != quote)
            {
                value.Append(text[at++]);
            }
            else if (at + 1 < text.Length && text[at + 1] == quote)
            {
                value.Append(quote);
                at += 2;
            }
            else
            {
                at++;
                return value.ToString();
            }
        }

        throw new FormatException($"at character {start + 1}: the quote {quote} is not closed");
    }

    private static string While(string text, ref int at, Func<char, bool> belongs)
    {
        int start = at;
        while (at < text.Length && belongs(text[at]))
        {
            at++;
        }

        return text[start..at];
    }

    private static FilterToken Number(string text, ref int at)
    {
        int start = at;
        string sign = text[at] is '-' or '+' ? text[at++].ToString() : string.Empty;
        string digits = sign + While(text, ref at, static c => char.IsAsciiLetterOrDigit(c) || c == '.');
        return double.TryParse(digits, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? new FilterToken(FilterTokenKind.Number, digits, start)
            : throw new FormatException($"at character {start + 1}: '{digits}' is not a number");
    }

    private static FilterToken Symbol(string text, ref int at)
    {
        int start = at;
        string symbol = Array.Find(Symbols, candidate => string.CompareOrdinal(text, start, candidate, 0, candidate.Length) == 0)
            ?? throw new FormatException($"at character {start + 1}: '{text[start]}' has no meaning here");
        at += symbol.Length;
        return new FilterToken(FilterTokenKind.Symbol, symbol, start);
    }
}
