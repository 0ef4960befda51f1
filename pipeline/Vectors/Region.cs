namespace RasterFlow.Vectors;

/// <summary>A connected region of one label that is being swept: a node of a union-find forest; a root holds everything of its region so far.</summary>
internal sealed class Region
{
    private Region? _parent;

    /// <summary>Statistics so far.</summary>
    public PolygonStatistics Statistics { get; set; } = PolygonStatistics.None;

    /// <summary>Runs of the row at hand (and the one above it) that belong to the region; at 0 the region is whole.</summary>
    public int OpenRuns { get; set; }

    /// <summary>Closed rings that are in memory.</summary>
    public List<PixelCorner[]> Rings { get; private set; } = [];

    /// <summary>Where closed rings lie in the spill file: each entry a number of rings one after the other.</summary>
    public List<SpilledRings> Spilled { get; private set; } = [];

    /// <summary>Pixels that the closed rings enclose, holes taken off; equals the pixels when the region is whole.</summary>
    public long EnclosedPixels { get; set; }

    /// <summary>Corners of all closed rings, in memory and in the file.</summary>
    public long Corners { get; set; }

    /// <summary>The region that this one has become part of.</summary>
    public Region Root()
    {
        Region at = this;
        while (at._parent is { } parent)
        {
            at._parent = parent._parent ?? parent;
            at = parent;
        }

        return at;
    }

    /// <summary>Makes two regions one and returns it.</summary>
    public static Region Unite(Region one, Region other)
    {
        (Region a, Region b) = (one.Root(), other.Root());
        if (a == b)
        {
            return a;
        }

        if (a.Rings.Count + a.Spilled.Count < b.Rings.Count + b.Spilled.Count)
        {
            (a, b) = (b, a);
        }

        a.Statistics += b.Statistics;
        a.OpenRuns += b.OpenRuns;
        a.EnclosedPixels += b.EnclosedPixels;
        a.Corners += b.Corners;
        a.Rings.AddRange(b.Rings);
        a.Spilled.AddRange(b.Spilled);
        (b.Rings, b.Spilled) = ([], []);
        b._parent = a;
        return a;
    }
}

/// <summary>Closed rings in the spill file.</summary>
/// <param name="OffsetBytes">Where they begin.</param>
/// <param name="LengthBytes">How long they are.</param>
internal readonly record struct SpilledRings(long OffsetBytes, int LengthBytes);
