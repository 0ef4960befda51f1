namespace ParquetSharp.Schema;

public sealed class PrimitiveNode : Node
{
    public PrimitiveNode(string name, Repetition repetition, LogicalType logicalType, PhysicalType physicalType, int primitiveLength)
        : this(name, repetition, logicalType, physicalType, primitiveLength, -1)
    {
    }

    public PrimitiveNode(string name, Repetition repetition, LogicalType logicalType, PhysicalType physicalType, int primitiveLength = -1, int fieldId = -1)
        : this(name, repetition, logicalType, physicalType, string.Empty, fieldId)
    {
        if (primitiveLength != -1)
        {
            throw new NotSupportedException("This stand-in writes no byte arrays of fixed length.");
        }
    }

    internal PrimitiveNode(string name, Repetition repetition, LogicalType? logicalType, PhysicalType physicalType, string unknownLogicalType, int fieldId = -1)
        : base(name, repetition, logicalType, unknownLogicalType, fieldId) => PhysicalType = physicalType;

    public PhysicalType PhysicalType { get; }
}
