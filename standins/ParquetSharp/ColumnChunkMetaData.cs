using RasterFlow.StandIns.ParquetSharp;

namespace ParquetSharp;

public sealed class ColumnChunkMetaData : IDisposable
{
    internal ColumnChunkMetaData(ParquetSource source, int rowGroup, int column)
    {
        (string codec, NumValues, TotalCompressedSize, TotalUncompressedSize) = source.ReadColumnChunk(rowGroup, column);
        Compression = codec switch
        {
            "UNCOMPRESSED" => Compression.Uncompressed,
            "SNAPPY" => Compression.Snappy,
            "GZIP" => Compression.Gzip,
            "BROTLI" => Compression.Brotli,
            "ZSTD" => Compression.Zstd,
            "LZ4_RAW" => Compression.Lz4,
            _ => Compression.Lz4Hadoop,
        };
    }

    public Compression Compression { get; }

    public long NumValues { get; }

    public long TotalCompressedSize { get; }

    public long TotalUncompressedSize { get; }

    public void Dispose()
    {
        // Nothing native is behind it here.
    }
}
