namespace ParquetSharp.Schema;

public enum NodeType
{
    Primitive = 0,
    Group = 1,
}
