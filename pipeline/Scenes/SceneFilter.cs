using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;

namespace RasterFlow.Scenes;

/// <summary>Applies a query to items that are at hand.</summary>
internal static class SceneFilter
{
    private const double SharedPart = 0.5;

    /// <summary>
    /// Scenes that meet the query, by time and then id. Of several images of one tile in one acquisition (reprocessed ones) the newest is kept;
    /// images that show different parts of the tile (the acquisition was cut in two there) are all kept.
    /// </summary>
    public static IReadOnlyList<Scene> Apply(IEnumerable<StacItem> items, SceneQuery query)
    {
        IPreparedGeometry area = PreparedGeometryFactory.Prepare(query.Area.Geometry);
        return
        [
            .. items
                .Where(item => Matches(item.Scene, query, area))
                .GroupBy(item => (item.Scene.Acquisition, Tile: item.Tile ?? item.Scene.Id))
                .SelectMany(Newest)
                .OrderBy(scene => scene.Acquired)
                .ThenBy(scene => scene.Id, StringComparer.Ordinal),
        ];
    }

    private static List<Scene> Newest(IEnumerable<StacItem> same)
    {
        List<Scene> kept = [];
        foreach (StacItem item in same.OrderByDescending(item => item.Generated).ThenByDescending(item => item.Scene.Id, StringComparer.Ordinal))
        {
            if (!kept.Any(newer => ShowSame(newer.Footprint, item.Scene.Footprint)))
            {
                kept.Add(item.Scene);
            }
        }

        return kept;
    }

    /// <summary>Footprints of reprocessed images differ by little; those of the two parts of a cut acquisition share little.</summary>
    private static bool ShowSame(Geometry newer, Geometry older) =>
        newer.EqualsExact(older)
        || !IsArea(newer)
        || !IsArea(older)
        || OverlayNGRobust.Overlay(newer, older, SpatialFunction.Intersection).Area > SharedPart * Math.Min(newer.Area, older.Area);

    private static bool IsArea(Geometry footprint) => footprint is Polygon or MultiPolygon && footprint.Area > 0 && footprint.IsValid;

    private static bool Matches(Scene scene, SceneQuery query, IPreparedGeometry area) =>
        scene.Acquired >= query.Start
        && scene.Acquired < query.End
        && !(scene.CloudCover >= query.MaxCloudCover)
        && area.Intersects(scene.Footprint);
}
