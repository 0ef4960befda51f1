namespace RasterFlow.StandIns.ParquetSharp.Native;

/// <summary>The values of one leaf column of the row group being written, in their physical form.</summary>
internal sealed class ColumnBuffer
{
    /// <summary>Stands for "the group that this leaf belongs to is null in this row".</summary>
    public static readonly object NullGroup = new();

    public List<object?> Values { get; } = [];
}
