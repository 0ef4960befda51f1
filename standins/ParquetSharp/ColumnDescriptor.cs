using ParquetSharp.Schema;

namespace ParquetSharp;

public sealed class ColumnDescriptor
{
    private readonly PrimitiveNode _node;

    internal ColumnDescriptor(PrimitiveNode node) => _node = node;

    public string Name => _node.Name;

    public ColumnPath Path => _node.Path;

    public LogicalType LogicalType => _node.LogicalType;

    public PhysicalType PhysicalType => _node.PhysicalType;

    public Node SchemaNode => _node;

    public short MaxDefinitionLevel => (short)Ancestry().Count(node => node.Repetition is not Repetition.Required);

    public short MaxRepetitionLevel => (short)Ancestry().Count(node => node.Repetition is Repetition.Repeated);

    /// <summary>The nodes from the top-level field down to this leaf.</summary>
    internal IReadOnlyList<Node> Ancestry()
    {
        List<Node> nodes = [];
        for (Node node = _node; node.Parent is not null; node = node.Parent)
        {
            nodes.Insert(0, node);
        }

        return nodes;
    }
}
