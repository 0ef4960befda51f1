using RasterFlow.Areas;

namespace RasterFlow.Scenes;

/// <summary>What to look for in a catalogue.</summary>
/// <param name="Area">Scenes must intersect it.</param>
/// <param name="Start">First moment, inclusive (UTC).</param>
/// <param name="End">First moment after the range (UTC).</param>
/// <param name="MaxCloudCover">Scenes with this cloud cover (per cent) or more are left out.</param>
public sealed record SceneQuery(AreaOfInterest Area, DateTimeOffset Start, DateTimeOffset End, double MaxCloudCover = 75);

/// <summary>A catalogue of scenes.</summary>
public interface ISceneSource
{
    /// <summary>Finds scenes, in order of acquisition time and then id (ordinal), and says what becomes of the others that it comes across.</summary>
    Task<FoundScenes> SearchAsync(SceneQuery query, CancellationToken cancellationToken = default);
}
