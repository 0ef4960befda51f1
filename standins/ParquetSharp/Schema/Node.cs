namespace ParquetSharp.Schema;

public abstract class Node : IDisposable
{
    private readonly LogicalType? _logicalType;
    private readonly string _unknownLogicalType;

    private protected Node(string name, Repetition repetition, LogicalType? logicalType, string unknownLogicalType, int fieldId)
    {
        FieldId = fieldId;
        Name = name ?? throw new ArgumentNullException(nameof(name));
        Repetition = repetition;
        _logicalType = logicalType;
        _unknownLogicalType = unknownLogicalType;
    }

    public string Name { get; }

    public Repetition Repetition { get; }

    /// <summary>-1 where there is none.</summary>
    public int FieldId { get; }

    public NodeType NodeType => this is GroupNode ? NodeType.Group : NodeType.Primitive;

    public Node? Parent { get; internal set; }

    /// <summary>Throws, as the official one does, for logical types that ParquetSharp does not know: GEOMETRY among them.</summary>
    public LogicalType LogicalType => _logicalType ?? throw new ArgumentOutOfRangeException($"unknown logical type {_unknownLogicalType}");

    /// <summary>Whether the column has Parquet's own GEOMETRY annotation.</summary>
    internal bool IsGeometry => _logicalType is null && _unknownLogicalType.StartsWith("GeometryType", StringComparison.Ordinal);

    /// <summary>Whether values are moments.</summary>
    internal bool IsTimestamp => _logicalType is TimestampLogicalType;

    public ColumnPath Path
    {
        get
        {
            List<string> names = [];
            for (Node node = this; node.Parent is not null; node = node.Parent)
            {
                names.Insert(0, node.Name);
            }

            return new ColumnPath([.. names]);
        }
    }

    public void Dispose() => GC.SuppressFinalize(this);
}
