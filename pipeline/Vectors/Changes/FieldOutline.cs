using NetTopologySuite.Geometries;

namespace RasterFlow.Vectors.Changes;

/// <summary>A field that is compared.</summary>
internal sealed class FieldOutline
{
    /// <summary>0 for the earlier result, 1 for the later one.</summary>
    public required int Side { get; init; }

    /// <summary>Index of its label in the job.</summary>
    public required int Label { get; init; }

    /// <summary>Its id; of a subdivided field, the whole one's.</summary>
    public required long Id { get; init; }

    /// <summary>Its time step.</summary>
    public required DateOnly Time { get; init; }

    /// <summary>Its area in square metres on the ellipsoid.</summary>
    public required double AreaM2 { get; init; }

    /// <summary>Its polygons, EPSG:4326: one, or the parts of a subdivided field, which overlap nowhere.</summary>
    public required IReadOnlyList<Geometry> Pieces { get; init; }

    /// <summary>The box around it.</summary>
    public required Envelope Box { get; init; }

    /// <summary>The fields of the other result that it belongs together with.</summary>
    public List<(FieldOutline Other, double OverlapM2)> Links { get; } = [];

    /// <summary>What fields of the other result cover of it, those that it does not belong together with included.</summary>
    public double CoveredM2 { get; set; }

    /// <summary>Whether all fields that could overlap it have been met.</summary>
    public bool IsClosed { get; set; }

    /// <summary>The outline as one geometry.</summary>
    public Geometry Geometry => Pieces.Count == 1
        ? Pieces[0]
        : Pieces[0].Factory.CreateMultiPolygon([.. Pieces.SelectMany(piece => Enumerable.Range(0, piece.NumGeometries).Select(piece.GetGeometryN)).OfType<Polygon>()]);

    /// <summary>An order of fields that does not depend on which result is the earlier one.</summary>
    public static int Compare(FieldOutline a, FieldOutline b)
    {
        int order = a.Id.CompareTo(b.Id);
        order = order != 0 ? order : a.AreaM2.CompareTo(b.AreaM2);
        order = order != 0 ? order : a.Box.MinX.CompareTo(b.Box.MinX);
        order = order != 0 ? order : a.Box.MinY.CompareTo(b.Box.MinY);
        order = order != 0 ? order : a.Pieces.Count.CompareTo(b.Pieces.Count);
        return order != 0 ? order : a.Pieces[0].CompareTo(b.Pieces[0]);
    }
}
