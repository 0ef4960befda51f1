namespace RasterFlow.Vectors;

/// <summary>Least and greatest value of a column, as rows go by.</summary>
internal sealed class ColumnBounds<T>(ColumnType<T> type)
{
    private long _values;
    private long _nulls;
    private bool _any;
    private T? _least;
    private T? _greatest;

    /// <summary>Counts a row without a value.</summary>
    public void AddNull()
    {
        _values++;
        _nulls++;
    }

    /// <summary>Counts a value. One that is not a number counts, but is no bound.</summary>
    public void Add(T value)
    {
        _values++;
        if (type.Compare is null || value is double.NaN)
        {
            return;
        }

        if (!_any)
        {
            (_any, _least, _greatest) = (true, value, value);
            return;
        }

        // Reference equality is the common case of labels.
        if (ReferenceEquals(value, _least) || ReferenceEquals(value, _greatest))
        {
            return;
        }

        _least = type.Compare(value, _least!) < 0 ? value : _least;
        _greatest = type.Compare(value, _greatest!) > 0 ? value : _greatest;
    }

    /// <summary>What the rows so far came to.</summary>
    public ColumnStatistics Describe(int fieldId) =>
        new(fieldId, _values, _nulls, _any ? type.Encode(_least!) : null, _any ? type.Encode(_greatest!) : null);
}
