using RasterFlow.Imagery;

namespace RasterFlow.Zarr;

/// <summary>One read that gives one or more chunks of a band and time step, or chunks that are known to be missing.</summary>
/// <param name="Key">The object; null when there is nothing to read: the chunks are fill.</param>
/// <param name="OffsetBytes">Where to read from.</param>
/// <param name="LengthBytes">Bytes to read; null for the whole object, which may be missing.</param>
/// <param name="Chunks">The pixels of each chunk and where it lies in what is read; length -1 for all of it.</param>
internal sealed record ChunkRequest(string? Key, long OffsetBytes, int? LengthBytes, IReadOnlyList<(PixelWindow Pixels, int Start, int Length)> Chunks);
