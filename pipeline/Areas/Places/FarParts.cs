using NetTopologySuite.Geometries;

namespace RasterFlow.Areas.Places;

/// <summary>
/// Parts of a country that lie far from the rest: French Guiana and Réunion are drawn as parts of France, and no grid holds both. Parts are near when boxes
/// round them lie within <see cref="NearDegrees"/> of each other, and near is what is near to something near (islands on the way count).
/// </summary>
internal static class FarParts
{
    private const double NearDegrees = 10;

    /// <summary>At most this share of a country's area, as drawn in degrees, is far: what lies in two halves stays whole.</summary>
    private const double MostShare = 0.2;

    /// <summary>A country without its far parts.</summary>
    public static Geometry LeaveOut(Geometry country)
    {
        if (country is not MultiPolygon || country.IsEmpty)
        {
            return country;
        }

        List<Geometry> far = [.. Enumerable.Range(0, country.NumGeometries).Select(country.GetGeometryN)];
        Geometry largest = far.MaxBy(static part => part.Area)!;
        List<Geometry> near = [largest];
        far.Remove(largest);
        for (int next = 0; next < near.Count; next++)
        {
            Envelope box = near[next].EnvelopeInternal;
            near.AddRange(far.Where(part => AreNear(box, part.EnvelopeInternal)));
            far.RemoveAll(part => AreNear(box, part.EnvelopeInternal));
        }

        return far.Count == 0 || far.Sum(static part => part.Area) > MostShare * country.Area ? country : country.Factory.BuildGeometry(near);
    }

    private static bool AreNear(Envelope one, Envelope other)
    {
        double south = Math.Max(one.MinY, other.MinY) - Math.Min(one.MaxY, other.MaxY);
        double east = Math.Max(one.MinX, other.MinX) - Math.Min(one.MaxX, other.MaxX);
        double round = 360 - (Math.Max(one.MaxX, other.MaxX) - Math.Min(one.MinX, other.MinX));
        return south <= NearDegrees && Math.Min(east, round) <= NearDegrees;
    }
}
