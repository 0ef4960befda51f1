using ParquetSharp;

namespace RasterFlow.StandIns.ParquetSharp;

/// <summary>The one kind of column writer here: it keeps its values until the row group is complete.</summary>
internal sealed class BufferedColumnWriter(ColumnDescriptor descriptor, int columnIndex, Type? declaredType)
    : ColumnWriter(descriptor, columnIndex, declaredType)
{
}
