using System.Buffers;

namespace RasterFlow.Storage;

/// <summary>Copies a file to a temporary one, for libraries that want a stream that can seek.</summary>
internal static class TemporaryCopy
{
    private const int PartBytes = 8 * 1024 * 1024;

    /// <summary>Reads a file in parts to its end. The copy is gone when its stream is closed.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="maximumBytes">Longer files are refused, after reading no more than this and a part.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="InvalidDataException">The file is longer.</exception>
    public static async Task<FileStream> OfAsync(IRangeReader reader, long maximumBytes, CancellationToken cancellationToken)
    {
        FileStream copy = TemporaryFile.Create(string.Empty, bufferBytes: 1, FileOptions.Asynchronous);
        byte[] part = ArrayPool<byte>.Shared.Rent(PartBytes);
        try
        {
            int got;
            do
            {
                got = await reader.ReadAsync(copy.Length, part.AsMemory(0, PartBytes), cancellationToken);
                await copy.WriteAsync(part.AsMemory(0, got), cancellationToken);
                if (copy.Length > maximumBytes)
                {
                    throw new InvalidDataException($"{reader.Name} is longer than {maximumBytes:N0} bytes, the most that is read of such a file.");
                }
            }
            while (got == PartBytes);
            copy.Position = 0;
            return copy;
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part);
        }
    }
}
