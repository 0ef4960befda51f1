namespace ParquetSharp;

/// <summary>Compression and its level; DuckDB decides the rest.</summary>
public sealed class WriterProperties : IDisposable
{
    internal WriterProperties(Compression compression, int? level) => (Codec, Level) = (compression, level);

    internal Compression Codec { get; }

    internal int? Level { get; }

    public static WriterProperties GetDefaultWriterProperties() => new WriterPropertiesBuilder().Build();

    public void Dispose()
    {
        // Nothing native is behind it here.
    }
}
