namespace RasterFlow.Storage;

/// <summary>Reads small documents (JSON, an area file) whole.</summary>
public static class DocumentReader
{
    private const int FirstBytes = 256 * 1024;

    /// <summary>Reads a file to its end.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="maximumBytes">Longer files are refused, after reading no more than this.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="InvalidDataException">The file is longer than <paramref name="maximumBytes"/>.</exception>
    public static async Task<byte[]> ReadAsync(IRangeReader reader, int maximumBytes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader is IWholeFileReader whole)
        {
            return await whole.ReadWholeAsync(maximumBytes, cancellationToken);
        }

        byte[] buffer = new byte[Math.Min(FirstBytes, maximumBytes)];
        int length = 0;
        while (true)
        {
            int got = await reader.ReadAsync(length, buffer.AsMemory(length), cancellationToken);
            length += got;
            if (length < buffer.Length)
            {
                return buffer[..length];
            }

            if (length >= maximumBytes)
            {
                return await reader.ReadAsync(length, new byte[1], cancellationToken) == 0 ? buffer : throw TooLong(reader.Name, maximumBytes);
            }

            Array.Resize(ref buffer, (int)Math.Min(maximumBytes, buffer.Length * 4L));
        }
    }

    internal static InvalidDataException TooLong(string name, int maximumBytes) =>
        new($"{name} is longer than {maximumBytes:N0} bytes, the most that is read of such a document.");
}
