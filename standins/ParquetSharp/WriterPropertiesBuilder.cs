namespace ParquetSharp;

public sealed class WriterPropertiesBuilder : IDisposable
{
    private Compression _compression;
    private int? _level;

    public WriterPropertiesBuilder Compression(Compression codec)
    {
        _compression = codec;
        return this;
    }

    public WriterPropertiesBuilder CompressionLevel(int compressionLevel)
    {
        _level = compressionLevel;
        return this;
    }

    public WriterProperties Build() => new(_compression, _level);

    public void Dispose()
    {
        // Nothing native is behind it here.
    }
}
