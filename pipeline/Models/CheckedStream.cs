using System.Security.Cryptography;
using RasterFlow.Storage;

namespace RasterFlow.Models;

/// <summary>
/// Hashes what passes, and fails at the end instead of ending when the hash is not the expected one: who copies this stream into storage
/// writes nothing of a wrong file, because an object appears only when all of it is written.
/// </summary>
/// <param name="source">The file; disposed with this stream.</param>
/// <param name="verify">Gets the hash, lower-case hexadecimal, at the end; throws when it is wrong.</param>
internal sealed class CheckedStream(Stream source, Action<string> verify) : AsyncReadStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _ended;

    /// <summary>The hash; null before the end.</summary>
    public string? Sha256 { get; private set; }

    /// <summary>Bytes that have passed.</summary>
    public long Count { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int got = _ended ? 0 : await source.ReadAsync(buffer, cancellationToken);
        _hash.AppendData(buffer.Span[..got]);
        Count += got;
        if (got == 0 && !buffer.IsEmpty && !_ended)
        {
            _ended = true;
            Sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
            verify(Sha256);
        }

        return got;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
