namespace RasterFlow.Vectors;

/// <summary>A finished polygon on its way to the output order.</summary>
/// <param name="Key">Hilbert key of the envelope's centre.</param>
/// <param name="Id">The feature's id.</param>
/// <param name="Label">Index of the label in the job.</param>
/// <param name="Time">Index of the time step.</param>
/// <param name="Polygon">The polygon.</param>
internal readonly record struct SortedPolygon(ulong Key, long Id, int Label, int Time, PixelPolygon Polygon) : IComparable<SortedPolygon>
{
    /// <summary>Hilbert key, then id; label, time and first pixel decide where two ids are equal.</summary>
    public int CompareTo(SortedPolygon other)
    {
        int order = Key.CompareTo(other.Key);
        order = order != 0 ? order : Id.CompareTo(other.Id);
        order = order != 0 ? order : Label.CompareTo(other.Label);
        order = order != 0 ? order : Time.CompareTo(other.Time);
        return order != 0 ? order : Polygon.Statistics.FirstPixel.CompareTo(other.Polygon.Statistics.FirstPixel);
    }
}
