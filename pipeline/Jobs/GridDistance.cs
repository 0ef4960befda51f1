using NetTopologySuite.Geometries;
using RasterFlow.Areas;

namespace RasterFlow.Jobs;

/// <summary>Whether a grid's reference system is meant for the area at all.</summary>
internal static class GridDistance
{
    private const int ZoneWidthDegrees = 6;

    // A Sentinel-2 tile reaches a few degrees beyond its zone, near the poles some more; further out a transverse Mercator grid is no map.
    private const double FarDegrees = 15;

    /// <summary>A text when a UTM zone lies far from the area; null when all is well.</summary>
    public static string? FarFrom(Crs crs, AreaOfInterest area)
    {
        bool isUtm = crs.Epsg is (>= 32601 and <= 32660) or (>= 32701 and <= 32760);
        if (!isUtm)
        {
            return null;
        }

        double meridian = ((crs.Epsg % 100) * ZoneWidthDegrees) - 183;
        Envelope box = area.Geometry.EnvelopeInternal;
        double distance = Math.Max(Away(box.MinX - meridian), Away(box.MaxX - meridian));
        return distance <= FarDegrees
            ? null
            : FormattableString.Invariant($"{crs} is a UTM zone around longitude {meridian}, {distance:0} degrees from the area. Use EPSG:{Crs.UtmOf(box.Centre.X, box.Centre.Y).Epsg}, or leave target_crs out.");
    }

    private static double Away(double degrees)
    {
        double turn = Math.Abs(degrees) % 360;
        return Math.Min(turn, 360 - turn);
    }
}
