namespace RasterFlow.Storage;

/// <summary>A file whose length can be asked for without reading it.</summary>
internal interface IFileLengthReader
{
    /// <summary>The length in bytes; null when the server does not say.</summary>
    Task<long?> GetLengthAsync(CancellationToken cancellationToken);
}
