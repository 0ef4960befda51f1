using NetTopologySuite.Geometries.Prepared;

namespace RasterFlow.Scenes;

/// <summary>Applies a query to items that are at hand.</summary>
internal static class SceneFilter
{
    /// <summary>
    /// Scenes that meet the query, by time and then id. Of several images of one tile in one acquisition (reprocessed ones) the newest is kept.
    /// </summary>
    public static IReadOnlyList<Scene> Apply(IEnumerable<StacItem> items, SceneQuery query)
    {
        IPreparedGeometry area = PreparedGeometryFactory.Prepare(query.Area.Geometry);
        return
        [
            .. items
                .Where(item => Matches(item.Scene, query, area))
                .GroupBy(item => (item.Scene.Acquisition, Tile: item.Tile ?? item.Scene.Id))
                .Select(same => same.OrderByDescending(item => item.Generated).ThenByDescending(item => item.Scene.Id, StringComparer.Ordinal).First().Scene)
                .OrderBy(scene => scene.Acquired)
                .ThenBy(scene => scene.Id, StringComparer.Ordinal),
        ];
    }

    private static bool Matches(Scene scene, SceneQuery query, IPreparedGeometry area) =>
        scene.Acquired >= query.Start
        && scene.Acquired < query.End
        && !(scene.CloudCover >= query.MaxCloudCover)
        && area.Intersects(scene.Footprint);
}
