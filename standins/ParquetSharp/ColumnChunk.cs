using ParquetSharp;

namespace RasterFlow.StandIns.ParquetSharp;

/// <summary>One column of one row group, read whole when first asked for, with the position of its reader.</summary>
internal sealed class ColumnChunk(ParquetSource source, int rowGroup, ColumnDescriptor descriptor)
{
    private readonly bool _levelsOnly = descriptor.MaxRepetitionLevel > 0 || descriptor.Ancestry().Count > 2;
    private readonly Lazy<(object?[] Values, object?[]? GroupIsNull)> _content = new(() => source.ReadColumn(rowGroup, descriptor));
    private readonly Lazy<List<LevelValue>> _levels = new(() => source.ReadLevels(rowGroup, descriptor));

    public ColumnDescriptor Descriptor { get; } = descriptor;

    public int Position { get; private set; }

    /// <summary>Rows, or entries where a row may have several.</summary>
    public int Remaining => (_levelsOnly ? _levels.Value.Count : _content.Value.Values.Length) - Position;

    /// <summary>The next value in physical form, and whether the group around it is null.</summary>
    public (object? Value, bool GroupIsNull) Next()
    {
        (object? value, bool groupIsNull) = (_content.Value.Values[Position], _content.Value.GroupIsNull?[Position] is true);
        Position++;
        return (value, groupIsNull);
    }

    /// <summary>The next value with its levels.</summary>
    public LevelValue NextLevels() => _levels.Value[Position++];

    public int Skip(long rows)
    {
        int skipped = (int)Math.Min(rows, Remaining);
        Position += skipped;
        return skipped;
    }
}
