using System.Buffers;
using System.IO.Compression;
using RasterFlow.Storage.Compression;

namespace RasterFlow.Tiles;

/// <summary>Undoes the compressions of a PMTiles archive (PMTiles 3, section 3.3): none, gzip, brotli and zstd; nothing grows beyond a limit.</summary>
internal static class PmTilesCompression
{
    /// <summary>Most bytes of a directory, tile or the metadata after decompression: far more than any reader would bear, far less than a bomb needs.</summary>
    public const int MostBytes = 256 << 20;

    private const byte Brotli = 3;
    private const byte Zstd = 4;

    /// <summary>The decompressed content.</summary>
    /// <param name="content">As it lies in the archive.</param>
    /// <param name="compression">The code in the head.</param>
    /// <param name="name">What is read, for messages.</param>
    /// <exception cref="NotSupportedException">The compression is unknown.</exception>
    /// <exception cref="InvalidDataException">The content is broken or too large.</exception>
    public static byte[] Expand(byte[] content, byte compression, string name)
    {
        try
        {
            switch (compression)
            {
                case PmTilesHeader.NoCompression:
                    return content;
                case PmTilesHeader.Gzip:
                    using (GZipStream gzip = new(new MemoryStream(content), CompressionMode.Decompress))
                    {
                        return ReadAll(gzip, name);
                    }

                case Brotli:
                    using (BrotliStream brotli = new(new MemoryStream(content), CompressionMode.Decompress))
                    {
                        return ReadAll(brotli, name);
                    }

                case Zstd:
                    return ExpandZstd(content, name);
                default:
                    throw new NotSupportedException($"{name}: PMTiles compression {compression} is not known; none (1), gzip (2), brotli (3) and zstd (4) are.");
            }
        }
        catch (InvalidOperationException e)
        {
            // What BrotliStream throws for broken content.
            throw new InvalidDataException($"{name}: {e.Message}", e);
        }
    }

    private static byte[] ReadAll(Stream stream, string name)
    {
        using MemoryStream result = new();
        byte[] buffer = new byte[1 << 16];
        while (stream.Read(buffer) is int read and > 0)
        {
            if (result.Length + read > MostBytes)
            {
                throw TooLarge(name);
            }

            result.Write(buffer, 0, read);
        }

        return result.ToArray();
    }

    /// <summary>Frames need not say how large they are: the room doubles until they fit.</summary>
    private static byte[] ExpandZstd(byte[] content, string name)
    {
        string? problem = null;
        for (int room = Math.Max(1 << 16, 4 * Math.Min(content.Length, MostBytes / 4)); room <= MostBytes; room *= 2)
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(room);
            try
            {
                int written = ZstdCodec.TryDecompress(content, buffer, out problem);
                if (problem is null)
                {
                    return buffer.AsSpan(0, written).ToArray();
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            if (!problem.Contains("too small", StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidDataException($"{name}: zstd: {problem}.");
            }
        }

        throw TooLarge(name);
    }

    private static InvalidDataException TooLarge(string name) => new($"{name}: more than {MostBytes} bytes after decompression.");
}
