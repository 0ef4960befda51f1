using System.Buffers;

namespace RasterFlow.Vectors;

/// <summary>Keeps the closed rings of regions that are still open: a bounded number of corners in memory, the rest in a file.</summary>
internal sealed class RegionRings(SpillFile file, int cornersInMemory)
{
    /// <summary>Regions with fewer corners than this stay in memory.</summary>
    private const int FewCorners = 256;

    private readonly int _cornersInMemory = cornersInMemory;
    private long _corners;
    private long _spillAt = cornersInMemory;

    /// <summary>Adds a ring to a region.</summary>
    public void Add(Region region, PixelCorner[] ring)
    {
        region.Rings.Add(ring);
        region.Corners += ring.Length;
        _corners += ring.Length;
    }

    /// <summary>Takes all rings of a region.</summary>
    public List<PixelCorner[]> Take(Region region)
    {
        List<PixelCorner[]> rings = region.Rings;
        _corners -= rings.Sum(static ring => (long)ring.Length);
        foreach (SpilledRings spilled in region.Spilled)
        {
            byte[] content = new byte[spilled.LengthBytes];
            file.Read(spilled.OffsetBytes, content);
            rings.AddRange(new FragmentReader(content).ReadPaths());
        }

        return rings;
    }

    /// <summary>Moves rings to the file when there are too many.</summary>
    /// <param name="open">The regions that are open, each as often as it likes.</param>
    public void Trim(List<Region> open)
    {
        if (_corners <= _spillAt)
        {
            return;
        }

        ArrayBufferWriter<byte> buffer = new();
        foreach (Region region in open)
        {
            long corners = region.Rings.Sum(static ring => (long)ring.Length);
            if (corners < FewCorners)
            {
                continue;
            }

            buffer.ResetWrittenCount();
            new FragmentWriter(buffer).WritePaths(region.Rings);
            region.Spilled.Add(new SpilledRings(file.Append(buffer.WrittenSpan), buffer.WrittenCount));
            region.Rings.Clear();
            _corners -= corners;
        }

        _spillAt = Math.Max(_cornersInMemory, 2 * _corners);
    }
}
