using ParquetSharp;

namespace RasterFlow.StandIns.ParquetSharp;

/// <summary>One column of one row group, read whole when first asked for, with the position of its reader.</summary>
internal sealed class ColumnChunk(ParquetSource source, int rowGroup, ColumnDescriptor descriptor)
{
    private readonly Lazy<(object?[] Values, object?[]? GroupIsNull)> _content = new(() => source.ReadColumn(rowGroup, descriptor));

    public ColumnDescriptor Descriptor { get; } = descriptor;

    public int Position { get; private set; }

    public int Remaining => _content.Value.Values.Length - Position;

    public bool InGroup => _content.Value.GroupIsNull is not null;

    /// <summary>The next value in physical form, and whether the group around it is null.</summary>
    public (object? Value, bool GroupIsNull) Next()
    {
        (object? value, bool groupIsNull) = (_content.Value.Values[Position], _content.Value.GroupIsNull?[Position] is true);
        Position++;
        return (value, groupIsNull);
    }

    public int Skip(long rows)
    {
        int skipped = (int)Math.Min(rows, Remaining);
        Position += skipped;
        return skipped;
    }
}
