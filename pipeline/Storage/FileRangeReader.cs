using Microsoft.Win32.SafeHandles;

namespace RasterFlow.Storage;

/// <summary>A file of this machine. Opened for each read, so nothing is left open.</summary>
public sealed class FileRangeReader(string path) : IRangeReader, IFileLengthReader
{
    /// <inheritdoc/>
    public string Name { get; } = path;

    /// <inheritdoc/>
    public async Task<int> ReadAsync(long offsetBytes, Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offsetBytes);
        using SafeFileHandle file = Open();
        int total = 0;
        while (total < destination.Length)
        {
            int got = await RandomAccess.ReadAsync(file, destination[total..], offsetBytes + total, cancellationToken);
            if (got == 0)
            {
                break;
            }

            total += got;
        }

        return total;
    }

    Task<long?> IFileLengthReader.GetLengthAsync(CancellationToken cancellationToken)
    {
        using SafeFileHandle file = Open();
        return Task.FromResult<long?>(RandomAccess.GetLength(file));
    }

    private SafeFileHandle Open()
    {
        try
        {
            return File.OpenHandle(Name, options: FileOptions.Asynchronous | FileOptions.RandomAccess);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SourceReadException(Name, $"{Name} does not exist.", System.Net.HttpStatusCode.NotFound, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new SourceReadException(Name, $"{Name} may not be read: {e.Message}", null, e);
        }
    }
}
