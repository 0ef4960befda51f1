namespace RasterFlow.Storage;

/// <summary>
/// Adds to an address what its server wants to see before it lets read (a shared access signature). Called for each request,
/// so that signatures are always fresh and never kept in plans, names or logs.
/// </summary>
public interface IAddressSigner
{
    /// <summary>The address to request: signed, or as it is when it needs no signature.</summary>
    /// <exception cref="SourceReadException">No signature can be had.</exception>
    ValueTask<Uri> SignAsync(Uri address, CancellationToken cancellationToken = default);
}
