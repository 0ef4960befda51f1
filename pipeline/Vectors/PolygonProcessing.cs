namespace RasterFlow.Vectors;

/// <summary>
/// What is done to polygons once they are traced, in this order: smooth and simplify; drop by score; fill holes; drop by area; make valid; clip;
/// reduce precision; subdivide. The default does nothing.
/// </summary>
public sealed record PolygonProcessing
{
    /// <summary>Takes half a pixel off every corner, so that slanted borders do not look like stairs. Neighbours keep their shared borders.</summary>
    public bool Smooth { get; init; }

    /// <summary>Removes vertices as long as outlines stay within this many pixels of the pixel edges, 0 to 0.49; 0 keeps all. Neighbours keep their shared borders.</summary>
    public double SimplifyPixels { get; init; }

    /// <summary>Drops polygons whose mean score is below it; needs scores.</summary>
    public double? MinScore { get; init; }

    /// <summary>Fills holes smaller than this many square metres.</summary>
    public double FillHolesM2 { get; init; }

    /// <summary>Drops polygons smaller than this many square metres (after filling holes, before clipping).</summary>
    public double MinAreaM2 { get; init; }

    /// <summary>Repairs what is not valid by OGC Simple Features. Polygons are traced valid: it matters only after reducing precision, which implies it.</summary>
    public bool MakeValid { get; init; }

    /// <summary>Key of the area (GeoParquet) to which polygons are clipped; null keeps them whole.</summary>
    public string? ClipAreaKey { get; init; }

    /// <summary>Decimals of a degree that coordinates keep; null keeps all.</summary>
    public int? PrecisionDecimals { get; init; }

    /// <summary>Cuts polygons with more vertices than this into rows of at most so many; null keeps them whole.</summary>
    public int? MaxVertices { get; init; }
}
