using System.Globalization;

namespace RasterFlow.Mosaics.TileIndexes;

/// <summary>Reads a condition by descent: or, and, not, comparison.</summary>
internal sealed class FilterParser(string text)
{
    // Deeper nesting is a mistake, and would use up the stack.
    private const int MostDepth = 50;
    private readonly IReadOnlyList<FilterToken> _tokens = FilterToken.Split(text);
    private readonly List<string> _attributes = [];
    private int _next;
    private int _depth;

    /// <summary>Attributes seen.</summary>
    public IReadOnlyList<string> Attributes => _attributes;

    private FilterToken Current => _tokens[_next];

    /// <summary>Reads all of the text.</summary>
    public Func<IReadOnlyDictionary<string, object?>, bool?> Parse()
    {
        Func<IReadOnlyDictionary<string, object?>, bool?> condition = Or();
        return Current.Kind == FilterTokenKind.End ? condition : throw Unexpected("AND, OR or the end");
    }

    private Func<IReadOnlyDictionary<string, object?>, bool?> Or()
    {
        Func<IReadOnlyDictionary<string, object?>, bool?> left = And();
        while (TryWord("OR"))
        {
            (Func<IReadOnlyDictionary<string, object?>, bool?> a, Func<IReadOnlyDictionary<string, object?>, bool?> b) = (left, And());
            left = row => a(row) | b(row);
        }

        return left;
    }

    private Func<IReadOnlyDictionary<string, object?>, bool?> And()
    {
        Func<IReadOnlyDictionary<string, object?>, bool?> left = Not();
        while (TryWord("AND"))
        {
            (Func<IReadOnlyDictionary<string, object?>, bool?> a, Func<IReadOnlyDictionary<string, object?>, bool?> b) = (left, Not());
            left = row => a(row) & b(row);
        }

        return left;
    }

    private Func<IReadOnlyDictionary<string, object?>, bool?> Not()
    {
        if (++_depth > MostDepth)
        {
            throw new FormatException($"at character {Current.Position + 1}: the condition is nested more than {MostDepth} deep");
        }

        try
        {
            if (TryWord("NOT"))
            {
                Func<IReadOnlyDictionary<string, object?>, bool?> inner = Not();
                return row => !inner(row);
            }

            if (TrySymbol("("))
            {
                Func<IReadOnlyDictionary<string, object?>, bool?> inner = Or();
                Expect(")");
                return inner;
            }

            return Comparison();
        }
        finally
        {
            _depth--;
        }
    }

    private Func<IReadOnlyDictionary<string, object?>, bool?> Comparison()
    {
        string attribute = Attribute();
        if (TryWord("IS"))
        {
            bool negated = TryWord("NOT");
            return TryWord("NULL") ? row => row.GetValueOrDefault(attribute) is null != negated : throw Unexpected("NULL");
        }

        bool isNotIn = TryWord("NOT");
        if (TryWord("IN"))
        {
            List<object> values = Values();
            return row => values.Select(value => FilterValue.Compare(row.GetValueOrDefault(attribute), value) is { } order ? order == 0 : (bool?)null)
                .Aggregate((bool?)false, (any, one) => any | one) is { } found ? found != isNotIn : null;
        }

        if (isNotIn || Current.Kind != FilterTokenKind.Symbol || !FilterValue.Operators.TryGetValue(Current.Text, out Func<int, bool>? holds))
        {
            throw Unexpected("one of = != < <= > >= IN IS");
        }

        _next++;
        object operand = Value();
        return row => FilterValue.Compare(row.GetValueOrDefault(attribute), operand) is { } order ? holds(order) : null;
    }

    private string Attribute()
    {
        if (Current.Kind is not (FilterTokenKind.Word or FilterTokenKind.Quoted))
        {
            throw Unexpected("the name of an attribute");
        }

        _attributes.Add(Current.Text);
        return _tokens[_next++].Text;
    }

    private List<object> Values()
    {
        Expect("(");
        List<object> values = [Value()];
        while (TrySymbol(","))
        {
            values.Add(Value());
        }

        Expect(")");
        return values;
    }

    private object Value()
    {
        FilterToken token = Current;
        object? value = token.Kind switch
        {
            FilterTokenKind.Text => token.Text,
            FilterTokenKind.Number => double.Parse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture),
            FilterTokenKind.Word when token.Text.Equals("true", StringComparison.OrdinalIgnoreCase) => true,
            FilterTokenKind.Word when token.Text.Equals("false", StringComparison.OrdinalIgnoreCase) => false,
            _ => throw Unexpected("a number, a 'text', true or false"),
        };
        _next++;
        return value;
    }

    private bool TryWord(string word) => Try(Current.Kind == FilterTokenKind.Word && Current.Text.Equals(word, StringComparison.OrdinalIgnoreCase));

    private bool TrySymbol(string symbol) => Try(Current.Kind == FilterTokenKind.Symbol && Current.Text == symbol);

    private bool Try(bool found)
    {
        _next += found ? 1 : 0;
        return found;
    }

    private void Expect(string symbol)
    {
        if (!TrySymbol(symbol))
        {
            throw Unexpected($"'{symbol}'");
        }
    }

    private FormatException Unexpected(string expected) =>
        new($"at character {Current.Position + 1}: expected {expected}, found {(Current.Kind == FilterTokenKind.End ? "the end" : $"'{Current.Text}'")}");
}
