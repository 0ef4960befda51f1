namespace RasterFlow.Storage;

/// <summary>A file that can also be read whole in one go: many servers of small documents do not serve parts.</summary>
internal interface IWholeFileReader
{
    /// <summary>Reads the whole file.</summary>
    /// <exception cref="InvalidDataException">The file is longer than <paramref name="maximumBytes"/>.</exception>
    Task<byte[]> ReadWholeAsync(int maximumBytes, CancellationToken cancellationToken);
}
