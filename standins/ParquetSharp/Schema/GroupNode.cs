namespace ParquetSharp.Schema;

public sealed class GroupNode : Node
{
    public GroupNode(string name, Repetition repetition, IReadOnlyList<Node> fields, LogicalType? logicalType)
        : this(name, repetition, fields, logicalType ?? LogicalType.None(), string.Empty)
    {
    }

    public GroupNode(string name, Repetition repetition, IReadOnlyList<Node> fields, LogicalType? logicalType = null, int fieldId = -1)
        : this(name, repetition, fields, logicalType ?? LogicalType.None(), string.Empty, fieldId)
    {
    }

    internal GroupNode(string name, Repetition repetition, IReadOnlyList<Node> fields, LogicalType? logicalType, string unknownLogicalType, int fieldId = -1)
        : base(name, repetition, logicalType, unknownLogicalType, fieldId)
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
