namespace RasterFlow.Storage;

/// <summary>Random access to the bytes of one remote or local file.</summary>
public interface IRangeReader
{
    /// <summary>The file's name for messages; never holds a secret.</summary>
    string Name { get; }

    /// <summary>Fills <paramref name="destination"/> from <paramref name="offsetBytes"/>; returns fewer bytes only at the end of the file.</summary>
    Task<int> ReadAsync(long offsetBytes, Memory<byte> destination, CancellationToken cancellationToken = default);
}

/// <summary>Opens files by address. The one place that decides which addresses may be read.</summary>
public interface IRangeReaderFactory
{
    /// <summary>Opens a file; no request is made yet.</summary>
    /// <exception cref="SourceNotAllowedException">The address is not on the allow-list.</exception>
    IRangeReader Open(Uri address);
}

/// <summary>An address given by a user points to a place that this installation does not read from.</summary>
public sealed class SourceNotAllowedException(Uri address, string message) : Exception(message)
{
    /// <summary>The address that was refused.</summary>
    public Uri Address { get; } = address;
}
