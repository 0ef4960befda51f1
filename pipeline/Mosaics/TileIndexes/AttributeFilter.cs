namespace RasterFlow.Mosaics.TileIndexes;

/// <summary>
/// A condition on the attributes of a tile index's rows, in a small part of SQL: comparisons (= != &lt;&gt; &lt; &lt;= &gt; &gt;=) of an attribute with a number, a 'text', true or false;
/// IN (...), IS NULL, IS NOT NULL; AND, OR, NOT and parentheses. Names with other characters than letters, digits and _ stand in "quotes". Nothing else can be written in it.
/// </summary>
/// <remarks>Unknown is not true, as in SQL: a comparison with a missing value, or of unlike types, is unknown, and so is its opposite. Texts that are compared with times are read as ISO 8601.</remarks>
public sealed class AttributeFilter
{
    private readonly Func<IReadOnlyDictionary<string, object?>, bool?> _condition;

    private AttributeFilter(Func<IReadOnlyDictionary<string, object?>, bool?> condition, IReadOnlyList<string> attributes)
    {
        _condition = condition;
        Attributes = attributes;
    }

    /// <summary>The attributes that the condition looks at.</summary>
    public IReadOnlyList<string> Attributes { get; }

    /// <summary>Reads a condition.</summary>
    /// <exception cref="FormatException">It is not one; the message says where.</exception>
    public static AttributeFilter Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        FilterParser parser = new(text);
        return new AttributeFilter(parser.Parse(), parser.Attributes);
    }

    /// <summary>True when the condition holds for a row; values are text, double, bool, DateTimeOffset or null.</summary>
    public bool Matches(IReadOnlyDictionary<string, object?> row) => _condition(row) == true;
}
