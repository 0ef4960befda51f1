namespace RasterFlow.Samples.Skies;

/// <summary>How the numbers in a product stand to reflectance.</summary>
internal enum OffsetKind
{
    /// <summary>Processing baseline 04.00 or later as delivered: 1000 is added to reflectance x 10000.</summary>
    Delivered,

    /// <summary>Baseline 04.00 or later, but the catalogue has taken the 1000 off already; raster:bands still names it, as Earth Search does.</summary>
    AppliedByCatalogue,

    /// <summary>A baseline before 04.00: no offset.</summary>
    OldBaseline,
}

/// <summary>One pass of the satellite over both tiles.</summary>
/// <param name="Number">From 0, in order of time.</param>
/// <param name="Acquired">When the western tile was taken (UTC).</param>
/// <param name="CloudTarget">Share of the area under cloud that the weather aims at, 0 to 1.</param>
/// <param name="Offset">How digital numbers stand to reflectance.</param>
/// <param name="SwathEdge">Whether the swath ends inside the area, so that its east has no data.</param>
internal sealed record Overpass(int Number, DateTimeOffset Acquired, double CloudTarget, OffsetKind Offset, bool SwathEdge)
{
    /// <summary>What is added to reflectance x 10000.</summary>
    public int AddedNumber => Offset == OffsetKind.Delivered ? 1000 : 0;

    /// <summary>The processing baseline as the product's metadata gives it.</summary>
    public string Baseline => Offset == OffsetKind.OldBaseline ? "03.01" : "05.09";

    /// <summary>Sentinel-2A and 2B take turns.</summary>
    public string Platform => Number % 2 == 0 ? "2A" : "2B";
}
