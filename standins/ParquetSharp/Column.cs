using ParquetSharp.Schema;
using RasterFlow.StandIns.ParquetSharp;

namespace ParquetSharp;

public class Column
{
    public readonly Type LogicalSystemType;
    public readonly string Name;
    public readonly LogicalType? LogicalTypeOverride;
    public readonly int Length;

    public Column(Type logicalSystemType, string name, LogicalType? logicalTypeOverride)
    {
        LogicalSystemType = logicalSystemType ?? throw new ArgumentNullException(nameof(logicalSystemType));
        Name = name ?? throw new ArgumentNullException(nameof(name));
        LogicalTypeOverride = logicalTypeOverride;
        Length = -1;
        _ = CreateSchemaNode();
    }

    public Node CreateSchemaNode()
    {
        (LogicalType logical, PhysicalType physical, Repetition repetition) = LeafTypes.OfSystemType(LogicalSystemType);
        return new PrimitiveNode(Name, repetition, LogicalTypeOverride ?? logical, physical);
    }

    public static GroupNode CreateSchemaNode(Column[] columns, string nodeName = "schema")
    {
        ArgumentNullException.ThrowIfNull(columns);
        return new GroupNode(nodeName, Repetition.Required, Array.ConvertAll(columns, column => column.CreateSchemaNode()));
    }
}

public sealed class Column<TLogicalType> : Column
{
    public Column(string name, LogicalType? logicalTypeOverride)
        : base(typeof(TLogicalType), name, logicalTypeOverride)
    {
    }

    public Column(string name, LogicalType? logicalTypeOverride = null, int fieldId = -1)
        : base(typeof(TLogicalType), name, logicalTypeOverride)
    {
        if (fieldId != -1)
        {
            throw new NotSupportedException("This stand-in writes no field ids.");
        }
    }
}
