namespace ParquetSharp.Schema;

public sealed class PrimitiveNode : Node
{
    public PrimitiveNode(string name, Repetition repetition, LogicalType logicalType, PhysicalType physicalType, int primitiveLength)
        : this(name, repetition, logicalType, physicalType, string.Empty)
    {
        if (primitiveLength != -1)
        {
            throw new NotSupportedException("This stand-in writes no byte arrays of fixed length.");
        }
    }

    public PrimitiveNode(string name, Repetition repetition, LogicalType logicalType, PhysicalType physicalType, int primitiveLength = -1, int fieldId = -1)
        : this(name, repetition, logicalType, physicalType, primitiveLength)
    {
        if (fieldId != -1)
        {
            throw new NotSupportedException("This stand-in writes no field ids.");
        }
    }

    internal PrimitiveNode(string name, Repetition repetition, LogicalType? logicalType, PhysicalType physicalType, string unknownLogicalType)
        : base(name, repetition, logicalType, unknownLogicalType) => PhysicalType = physicalType;

    public PhysicalType PhysicalType { get; }
}
