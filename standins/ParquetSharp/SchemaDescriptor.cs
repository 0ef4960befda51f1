using ParquetSharp.Schema;

namespace ParquetSharp;

public sealed class SchemaDescriptor
{
    private readonly ColumnDescriptor[] _columns;

    internal SchemaDescriptor(GroupNode root)
    {
        GroupNode = root;
        List<ColumnDescriptor> columns = [];
        AddLeaves(root, columns);
        _columns = [.. columns];
    }

    public GroupNode GroupNode { get; }

    public Node SchemaRoot => GroupNode;

    public string Name => GroupNode.Name;

    public int NumColumns => _columns.Length;

    public ColumnDescriptor Column(int i) => _columns[i];

    /// <summary>The leaf column with this dotted path; -1 where there is none.</summary>
    public int ColumnIndex(string path) => Array.FindIndex(_columns, column => column.Path.ToDotString() == path);

    public Node ColumnRoot(int i) => _columns[i].Ancestry()[0];

    private static void AddLeaves(GroupNode group, List<ColumnDescriptor> columns)
    {
        foreach (Node field in group.Fields)
        {
            if (field is GroupNode inner)
            {
                AddLeaves(inner, columns);
            }
            else
            {
                columns.Add(new ColumnDescriptor((PrimitiveNode)field));
            }
        }
    }
}
