namespace RasterFlow.Samples.Ground;

/// <summary>The outline of a field.</summary>
internal enum ParcelShape
{
    /// <summary>A rectangle along the section lines.</summary>
    Rectangle,

    /// <summary>A centre pivot's full circle.</summary>
    Circle,

    /// <summary>A pivot that sweeps half a circle.</summary>
    HalfCircle,

    /// <summary>Any convex polygon.</summary>
    Polygon,
}
