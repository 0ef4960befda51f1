using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;

namespace RasterFlow.Areas;

/// <summary>Checks that coordinates are longitudes and latitudes of one side of the antimeridian.</summary>
internal static class AreaRange
{
    /// <summary>What to do with an area on both sides of 180 degrees.</summary>
    public const string OneJobEachSide = "Cut it at 180 degrees and start one job for each side.";

    public static AreaProblem? ProblemOf(string where, Geometry geometry)
    {
        foreach (Coordinate at in geometry.Coordinates)
        {
            if (!double.IsFinite(at.X) || !double.IsFinite(at.Y))
            {
                return new AreaProblem("A coordinate is not a number", where, "Remove or repair it.");
            }
        }

        Envelope box = geometry.EnvelopeInternal;
        if (box.MinX < -360 || box.MaxX > 360 || box.MinY < -180 || box.MaxY > 180)
        {
            return Outside(where, geometry, "They look projected (metres): transform them to EPSG:4326 first.");
        }

        if (box.MinY < -90 || box.MaxY > 90)
        {
            bool swapped = box.MinX >= -90 && box.MaxX <= 90;
            return Outside(where, geometry, swapped ? "They look swapped: longitude comes first, then latitude." : "Give longitude and latitude in degrees (EPSG:4326), longitude first.");
        }

        if (box.MaxY >= 90 || box.MinY <= -90)
        {
            return new AreaProblem("The area touches a pole", where, "Sentinel-2 tiles end at 84 degrees north and 80 south: cut the area there.");
        }

        return box.MinX < -180 || box.MaxX > 180 || HasLongEdge(geometry)
            ? new AreaProblem("The area crosses the antimeridian (180 degrees)", where, OneJobEachSide)
            : null;
    }

    private static AreaProblem Outside(string where, Geometry geometry, string remedy)
    {
        Coordinate at = geometry.Coordinates.First(c => c.X is < -180 or > 180 || c.Y is < -90 or > 90);
        return new AreaProblem(FormattableString.Invariant($"Coordinates are outside longitude and latitude: ({at.X}, {at.Y})"), where, remedy);
    }

    /// <summary>True when an edge spans more than half the globe: it is meant the other way round.</summary>
    private static bool HasLongEdge(Geometry geometry)
    {
        foreach (Geometry line in LinearComponentExtracter.GetLines(geometry))
        {
            Coordinate[] ring = line.Coordinates;
            for (int i = 1; i < ring.Length; i++)
            {
                if (Math.Abs(ring[i].X - ring[i - 1].X) > 180)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
