namespace ParquetSharp.Schema;

public sealed class GroupNode : Node
{
    public GroupNode(string name, Repetition repetition, IReadOnlyList<Node> fields, LogicalType? logicalType)
        : this(name, repetition, fields, logicalType ?? LogicalType.None(), string.Empty)
    {
    }

    public GroupNode(string name, Repetition repetition, IReadOnlyList<Node> fields, LogicalType? logicalType = null, int fieldId = -1)
        : this(name, repetition, fields, logicalType ?? LogicalType.None(), string.Empty)
    {
        if (fieldId != -1)
        {
            throw new NotSupportedException("This stand-in writes no field ids.");
        }
    }

    internal GroupNode(string name, Repetition repetition, IReadOnlyList<Node> fields, LogicalType? logicalType, string unknownLogicalType)
        : base(name, repetition, logicalType, unknownLogicalType)
    {
        ArgumentNullException.ThrowIfNull(fields);
        Fields = [.. fields];
        foreach (Node field in Fields)
        {
            field.Parent = this;
        }
    }

    public Node[] Fields { get; }

    public int FieldCount => Fields.Length;

    public Node Field(int i) => Fields[i];

    public int FieldIndex(string name) => Array.FindIndex(Fields, field => field.Name == name);
}
