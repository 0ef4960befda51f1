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
    public static FoundScenes Apply(IEnumerable<StacItem> items, SceneQuery query)
    {
        IPreparedGeometry area = PreparedGeometryFactory.Prepare(query.Area.Geometry);
        List<UnusedScene> unused = [];
        List<SceneItem> matching = [];
        foreach (StacItem item in items)
        {
            if (WhyNot(item, query, area) is { } why)
            {
                unused.Add(why);
            }
            else
            {
                matching.Add((SceneItem)item);
            }
        }

        IEnumerable<Scene> scenes = matching
            .GroupBy(item => (item.Scene.Acquisition, Tile: item.Tile ?? item.Scene.Id))
            .SelectMany(same => Newest(same, unused))
            .OrderBy(scene => scene.Acquired)
            .ThenBy(scene => scene.Id, StringComparer.Ordinal);
        return new FoundScenes([.. scenes], unused);
    }

    /// <summary>The scene as one that has too much cloud.</summary>
    public static UnusedScene Cloudy(Scene scene, double limit) =>
        new(scene.Id, scene.Acquired, UnusedReason.Cloud, FormattableString.Invariant($"cloud cover {scene.CloudCover:0.##} % is not below {limit:0.##} %"));

    /// <summary>Why a scene does not meet a query's place and dates; null when it does, or for what is not known of it.</summary>
    public static UnusedScene? Elsewhere(string id, DateTimeOffset? acquired, Geometry? footprint, SceneQuery query, IPreparedGeometry area)
    {
        if (acquired is { } taken && !(taken >= query.Start && taken < query.End))
        {
            return new(id, taken, UnusedReason.OtherDates, $"taken on {taken.UtcDateTime:yyyy-MM-dd}");
        }

        return footprint is null || area.Intersects(footprint) ? null : new(id, acquired ?? DateTimeOffset.MinValue, UnusedReason.OutsideArea, "does not touch the area");
    }

    private static UnusedScene? WhyNot(StacItem item, SceneQuery query, IPreparedGeometry area) => item switch
    {
        SceneItem { Scene: Scene scene } => Elsewhere(scene.Id, scene.Acquired, scene.Footprint, query, area)
            ?? (scene.CloudCover >= query.MaxCloudCover ? Cloudy(scene, query.MaxCloudCover) : null),
        IncompleteItem incomplete => Elsewhere(incomplete.Id, incomplete.Acquired, incomplete.Footprint, query, area)
            ?? new(incomplete.Id, incomplete.Acquired ?? DateTimeOffset.MinValue, UnusedReason.IncompleteItem, incomplete.Problem),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static List<Scene> Newest(IEnumerable<SceneItem> same, List<UnusedScene> unused)
    {
        List<Scene> kept = [];
        foreach (SceneItem item in same.OrderByDescending(item => item.Generated).ThenByDescending(item => item.Scene.Id, StringComparer.Ordinal))
        {
            if (kept.Find(newer => ShowSame(newer.Footprint, item.Scene.Footprint)) is { } newer)
            {
                unused.Add(new(item.Scene.Id, item.Scene.Acquired, UnusedReason.Reprocessed, $"{newer.Id} is a newer processing of it"));
            }
            else
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
}
