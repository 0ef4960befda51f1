using RasterFlow.Storage;

namespace RasterFlow.Vectors;

/// <summary>A temporary file for what does not fit into memory; it is created at the first write and vanishes with its last use.</summary>
internal sealed class SpillFile : IDisposable
{
    private FileStream? _file;

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>Appends bytes and returns where they lie.</summary>
    public long Append(ReadOnlySpan<byte> content)
    {
        _file ??= TemporaryFile.Create(".spill", bufferBytes: 0);
        long at = Length;
        RandomAccess.Write(_file.SafeFileHandle, content, at);
        Length += content.Length;
        return at;
    }

    /// <summary>Reads bytes that were appended.</summary>
    public void Read(long offsetBytes, Span<byte> destination)
    {
        int filled = 0;
        while (filled < destination.Length)
        {
            int read = RandomAccess.Read(_file!.SafeFileHandle, destination[filled..], offsetBytes + filled);
            filled += read > 0 ? read : throw new EndOfStreamException($"A spill file ends at byte {offsetBytes + filled}.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
