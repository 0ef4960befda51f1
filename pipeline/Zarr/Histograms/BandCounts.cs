namespace RasterFlow.Zarr.Histograms;

/// <summary>How often each value of one band and time step occurs, over one or many blocks.</summary>
internal sealed class BandCounts
{
    /// <summary>Counts by bin (<see cref="HistogramBins"/>).</summary>
    public long[] Bins { get; } = new long[HistogramBins.Count];

    /// <summary>Least value; positive infinity when there is none.</summary>
    public float Least { get; set; } = float.PositiveInfinity;

    /// <summary>Greatest value; negative infinity when there is none.</summary>
    public float Greatest { get; set; } = float.NegativeInfinity;

    /// <summary>Adds what is known of other pixels of the same band.</summary>
    public void Widen(float least, float greatest)
    {
        Least = Math.Min(Least, least);
        Greatest = Math.Max(Greatest, greatest);
    }
}
