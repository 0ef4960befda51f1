using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.OverlayNG;
using NetTopologySuite.Operation.Valid;

namespace RasterFlow.Areas;

/// <summary>Checks what an area is made of, and joins it.</summary>
internal static class AreaValidator
{
    private const string WantPolygons = "Give polygons in longitude and latitude (EPSG:4326).";

    /// <summary>Joins the parts to one valid polygon or multipolygon.</summary>
    /// <exception cref="AreaProblemException">Lists all that is wrong.</exception>
    public static AreaOfInterest Validate(IReadOnlyList<(string Where, Geometry Geometry)> parts, double maximumSquareKilometres)
    {
        List<AreaProblem> problems = Problems(parts);
        if (problems.Count > 0)
        {
            throw new AreaProblemException(problems);
        }

        Polygon[] polygons = [.. parts.SelectMany(part => PolygonsOf(part.Geometry))];
        if (polygons.Length == 0)
        {
            throw new AreaProblemException("The area is empty", "no polygon in it", WantPolygons);
        }

        Geometry union = polygons.Length == 1 ? polygons[0] : OverlayNGRobust.Union(polygons[0].Factory.BuildGeometry(polygons));
        double area = GeodesicArea.SquareKilometres(union);
        if (area > maximumSquareKilometres)
        {
            throw new AreaProblemException(
                FormattableString.Invariant($"The area is too large: {area:N0} km2, at most {maximumSquareKilometres:N0} km2 in one job"), parts.Count == 1 ? parts[0].Where : "the whole area", "Split it into several jobs, or set RASTERFLOW_MAX_AREA_KM2 of the installation higher.");
        }

        // Cut at the antimeridian as GeoJSON wants it (RFC 7946 section 3.1.9): each part is right, but no one grid holds both sides.
        return union.EnvelopeInternal.Width <= 180
            ? new AreaOfInterest(union)
            : throw new AreaProblemException("The area lies on both sides of the antimeridian (180 degrees)", parts.Count == 1 ? parts[0].Where : "the whole area", AreaRange.OneJobEachSide);
    }

    /// <summary>All that is wrong with the parts.</summary>
    public static List<AreaProblem> Problems(IReadOnlyList<(string Where, Geometry Geometry)> parts)
    {
        List<AreaProblem> problems = [];
        foreach ((string where, Geometry geometry) in parts)
        {
            problems.AddRange(ProblemsOf(where, geometry));
        }

        if (parts.Count > 0 && problems.Count == 0 && parts.All(part => part.Geometry.IsEmpty))
        {
            problems.Add(new AreaProblem("The area is empty", parts[0].Where, WantPolygons));
        }

        return problems;
    }

    private static IEnumerable<AreaProblem> ProblemsOf(string where, Geometry geometry)
    {
        if (geometry.IsEmpty)
        {
            yield break;
        }

        if (geometry is GeometryCollection and not (MultiPolygon or MultiPoint or MultiLineString))
        {
            for (int i = 0; i < geometry.NumGeometries; i++)
            {
                foreach (AreaProblem problem in ProblemsOf($"{where}, part {i}", geometry.GetGeometryN(i)))
                {
                    yield return problem;
                }
            }

            yield break;
        }

        if (geometry is not (Polygon or MultiPolygon))
        {
            yield return new AreaProblem($"A {geometry.GeometryType} has no area", where, WantPolygons);
        }

        AreaProblem? range = AreaRange.ProblemOf(where, geometry);
        if (range is not null)
        {
            yield return range;
        }

        if (geometry is Polygon or MultiPolygon && Invalid(where, geometry) is { } invalid)
        {
            yield return invalid;
        }
    }

    private static AreaProblem? Invalid(string where, Geometry geometry)
    {
        IsValidOp check = new(geometry);
        if (check.IsValid)
        {
            return null;
        }

        TopologyValidationError error = check.ValidationError;
        string place = error.Coordinate is { } at ? FormattableString.Invariant($"{where} at ({at.X}, {at.Y})") : where;
        return error.ErrorType switch
        {
            TopologyValidationErrors.SelfIntersection or TopologyValidationErrors.RingSelfIntersection =>
                new AreaProblem("The outline crosses or touches itself", place, "Move the vertices there so that the outline does not cross itself."),
            TopologyValidationErrors.HoleOutsideShell => new AreaProblem("A hole lies outside its polygon", place, "Remove the hole, or make it a polygon of its own."),
            TopologyValidationErrors.NestedShells => new AreaProblem("One polygon lies inside another", place, "Remove the inner one, or make it a hole."),
            _ => new AreaProblem($"The polygon is not valid: {error.Message}", place, "Repair it (for example ST_MakeValid, or 'Fix geometries' in QGIS)."),
        };
    }

    private static IEnumerable<Polygon> PolygonsOf(Geometry geometry) => geometry switch
    {
        Polygon polygon => polygon.IsEmpty ? [] : [polygon],
        GeometryCollection collection => collection.Geometries.SelectMany(PolygonsOf),
        _ => [],
    };
}
