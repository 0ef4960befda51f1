using System.Globalization;
using RasterFlow.Scenes;

namespace RasterFlow.Jobs;

/// <summary>Says for people how many scenes are not used for which reason.</summary>
internal static class UnusedText
{
    /// <summary>Groups scenes by their reason, the most frequent first; those that lack images by which.</summary>
    public static IEnumerable<(UnusedReason Reason, string Text, IReadOnlyList<UnusedScene> Scenes)> Group(IEnumerable<UnusedScene> scenes, double maxCloudCover) =>
        from scene in scenes
        group scene by (scene.Reason, Text: TextOf(scene, maxCloudCover)) into same
        orderby same.Count() descending, same.Key.Reason, same.Key.Text
        select (same.Key.Reason, same.Key.Text, (IReadOnlyList<UnusedScene>)[.. same]);

    /// <summary>All reasons in a line: <c>12 scenes with ..., 3 scenes ...</c>.</summary>
    public static string Join(IEnumerable<UnusedScene> scenes, double maxCloudCover) =>
        string.Join("; ", Group(scenes, maxCloudCover).Select(static same => $"{Count(same.Scenes.Count)} {same.Text}"));

    /// <summary>A number of scenes.</summary>
    public static string Count(int scenes) => scenes == 1 ? "1 scene" : string.Create(CultureInfo.InvariantCulture, $"{scenes} scenes");

    private static string TextOf(UnusedScene scene, double maxCloudCover) => scene.Reason switch
    {
        UnusedReason.Cloud => string.Create(CultureInfo.InvariantCulture, $"with {maxCloudCover:0.##} % cloud or more"),
        UnusedReason.OtherDates => "of other dates",
        UnusedReason.OutsideArea => "outside the area",
        UnusedReason.Reprocessed => "of which there is a newer processing",
        UnusedReason.SameId => "whose id another scene has",
        UnusedReason.MissingImage or UnusedReason.IncompleteItem => $"for which {scene.Detail}",
        UnusedReason.TooCoarse => "too coarse for the dataset",
        UnusedReason.OutsideSeason => "outside the season",
        _ => "with an image that cannot be read",
    };
}
