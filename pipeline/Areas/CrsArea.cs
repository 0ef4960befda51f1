using System.Collections.Frozen;
using NetTopologySuite.Geometries;

namespace RasterFlow.Areas;

/// <summary>Where a system is meant to be used, in degrees; the eastern edge lies beyond 180 where the area crosses the antimeridian.</summary>
internal readonly record struct CrsArea(double West, double South, double East, double North)
{
    private const double Turn = 360;

    /// <summary>Areas of use of the EPSG registry (version 10.076, as in PROJ 9.1.1's proj.db). UTM zones are not here: their meridian says it all.</summary>
    private static readonly FrozenDictionary<int, CrsArea> Known = new Dictionary<int, CrsArea>
    {
        [2154] = new(-9.86, 41.15, 10.38, 51.56),
        [2180] = new(14.14, 49, 24.15, 55.93),
        [2193] = new(166.37, -47.33, 178.63, -34.1),
        [3005] = new(-139.04, 48.25, -114.08, 60.01),
        [3006] = new(10.03, 54.96, 24.17, 69.07),
        [3031] = new(-180, -90, 180, -60),
        [3034] = new(-35.58, 24.6, 44.83, 84.73),
        [3035] = new(-35.58, 24.6, 44.83, 84.73),
        [3067] = new(19.08, 58.84, 31.59, 70.09),
        [3347] = new(-141.01, 38.21, -40.73, 86.46),
        [3413] = new(-180, 60, 180, 90),
        [3577] = new(112.85, -43.7, 153.69, -9.86),
        [3763] = new(-9.56, 36.95, -6.19, 42.16),
        [3765] = new(13.43, 42.34, 19.43, 46.54),
        [3978] = new(-141.01, 38.21, -40.73, 86.46),
        [3995] = new(-180, 60, 180, 90),
        [4167] = new(160.6, -55.95, 188.8, -25.88),
        [4171] = new(-9.86, 41.15, 10.38, 51.56),
        [4258] = new(-16.1, 32.88, 40.18, 84.73),
        [4269] = new(167.65, 14.92, 319.27, 86.45),
        [4283] = new(93.41, -60.55, 173.34, -8.47),
        [4490] = new(73.62, 16.7, 134.77, 53.56),
        [4619] = new(10.03, 54.96, 24.17, 69.07),
        [4674] = new(-122.19, -59.87, -25.28, 32.72),
        [4761] = new(13, 41.62, 19.43, 46.54),
        [5070] = new(-124.79, 24.41, -66.91, 49.38),
        [6668] = new(122.38, 17.09, 157.65, 46.05),
        [6677] = new(138.4, 29.31, 141.11, 37.98),
        [7844] = new(93.41, -60.55, 173.34, -8.47),
        [9702] = new(14.14, 49, 24.15, 55.93),
        [32145] = new(-73.44, 42.72, -71.5, 45.03),
        [32661] = new(-180, 60, 180, 90),
    }.ToFrozenDictionary();

    /// <summary>A system's area; null when it is the world, or not known.</summary>
    public static CrsArea? Of(Crs crs) => Known.TryGetValue(crs.Epsg, out CrsArea area) ? area : null;

    /// <summary>By how many degrees of longitude or latitude, whichever are more, a box reaches beyond the area; 0 for one inside.</summary>
    public double DegreesBeyond(Envelope box) => Math.Max(
        Math.Max(LongitudeBeyond(box.MinX), LongitudeBeyond(box.MaxX)),
        Math.Max(0, Math.Max(South - box.MinY, box.MaxY - North)));

    private double LongitudeBeyond(double longitude)
    {
        double fromWest = (longitude - West) % Turn;
        fromWest = fromWest < 0 ? fromWest + Turn : fromWest;
        return fromWest <= East - West ? 0 : Math.Min(fromWest - (East - West), Turn - fromWest);
    }
}
