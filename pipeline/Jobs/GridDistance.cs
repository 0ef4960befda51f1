using NetTopologySuite.Geometries;
using RasterFlow.Areas;

namespace RasterFlow.Jobs;

/// <summary>Whether a grid's reference system is meant for the area at all.</summary>
internal static class GridDistance
{
    /// <summary>
    /// A Sentinel-2 tile reaches a few degrees beyond its zone, near the poles some more, and areas may reach beyond the country whose grid they
    /// use; further out a transverse Mercator grid is no map, and a national one is a mistake.
    /// </summary>
    private const double FarDegrees = 15;

    /// <summary>A projection that shows a metre as more than two, or less than half of one, is a mistake in its parameters. Cylindrical ones do at high latitudes, as everybody knows of web Mercator.</summary>
    private const double LargestScale = 2;

    /// <summary>Metres in a degree of a sphere of the mean radius (6371 km).</summary>
    private const double MetresPerDegree = 111_195;

    /// <summary>A text when the system lies far from the area; null when all is well.</summary>
    public static string? FarFrom(Crs crs, AreaOfInterest area)
    {
        Envelope box = area.Geometry.EnvelopeInternal;
        string? problem = FarFromMeridian(crs, box) ?? OutsideOf(crs, box) ?? Distorted(crs, box);
        return problem is null ? null : $"{problem} Use EPSG:{Crs.UtmOf(box.Centre.X, box.Centre.Y).Epsg}, or leave target_crs out.";
    }

    private static string? FarFromMeridian(Crs crs, Envelope box)
    {
        if (crs.Projection is not CrsTransverseMercator { CentralMeridian: double meridian })
        {
            return null;
        }

        double distance = Math.Max(Away(box.MinX - meridian), Away(box.MaxX - meridian));
        return distance <= FarDegrees
            ? null
            : FormattableString.Invariant($"{NameOf(crs)} is a UTM zone or other transverse Mercator around longitude {meridian}, {distance:0} degrees from the area.");
    }

    private static string? OutsideOf(Crs crs, Envelope box) =>
        CrsArea.Of(crs) is { } meant && meant.DegreesBeyond(box) is > FarDegrees and double degrees
            ? FormattableString.Invariant($"{NameOf(crs)} is meant for longitudes {meant.West} to {meant.East} and latitudes {meant.South} to {meant.North}; the area reaches {degrees:0} degrees beyond.")
            : null;

    private static string? Distorted(Crs crs, Envelope box)
    {
        if (crs.Projection is null or CrsWebMercator or CrsMercator or CrsCylindricalEqualArea or CrsTransverseMercator)
        {
            return null;
        }

        CrsTransform transform = new(Crs.Wgs84, crs);
        Coordinate[] places = [new(box.MinX, box.MinY), new(box.MinX, box.MaxY), new(box.MaxX, box.MinY), new(box.MaxX, box.MaxY), box.Centre];
        double[] scales = [.. places.SelectMany(place => ScalesAt(transform, place))];
        double worst = scales.MaxBy(static scale => Math.Abs(Math.Log(scale)));
        return worst is <= LargestScale and >= 1 / LargestScale
            ? null
            : FormattableString.Invariant($"{NameOf(crs)} shows a metre of the area as {worst:0.##} metres: it is meant for another part of the world.");
    }

    /// <summary>Scales along the meridian and along the parallel, from differences over a thousandth of a degree, inwards of the poles.</summary>
    private static double[] ScalesAt(CrsTransform transform, Coordinate place)
    {
        const double Step = 0.001;
        double latitude = Math.Clamp(place.Y, -89.9, 89.9);
        (double x, double y) = transform.Apply(place.X, latitude);
        (double northX, double northY) = transform.Apply(place.X, latitude + Step);
        (double eastX, double eastY) = transform.Apply(place.X + Step, latitude);
        double metres = Step * MetresPerDegree;
        return [double.Hypot(northX - x, northY - y) / metres, double.Hypot(eastX - x, eastY - y) / (metres * Math.Cos(double.DegreesToRadians(latitude)))];
    }

    private static double Away(double degrees)
    {
        double turn = Math.Abs(degrees) % 360;
        return Math.Min(turn, 360 - turn);
    }

    private static string NameOf(Crs crs) => crs.Epsg == 0 ? $"'{crs.System.Name}'" : crs.ToString();
}
