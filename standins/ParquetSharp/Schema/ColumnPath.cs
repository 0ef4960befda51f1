namespace ParquetSharp.Schema;

public sealed class ColumnPath : IDisposable
{
    private readonly string[] _names;

    public ColumnPath(string[] dotVector) => _names = dotVector ?? throw new ArgumentNullException(nameof(dotVector));

    public ColumnPath(string dotString)
    {
        ArgumentNullException.ThrowIfNull(dotString);
        _names = dotString.Split('.');
    }

    public string ToDotString() => string.Join('.', _names);

    public string[] ToDotVector() => [.. _names];

    public override string ToString() => ToDotString();

    public void Dispose()
    {
        // Nothing native is behind it here.
    }
}
