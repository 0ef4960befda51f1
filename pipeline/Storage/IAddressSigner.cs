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

    /// <summary>Tells that the server refused a signed address (403). Signatures may be withdrawn before they expire.</summary>
    /// <param name="signed">The address as it was requested.</param>
    /// <returns>True when signing it anew gives another signature, so that one more try makes sense.</returns>
    bool TryRenew(Uri signed);
}
