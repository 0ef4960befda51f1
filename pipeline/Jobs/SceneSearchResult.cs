using RasterFlow.Scenes;

namespace RasterFlow.Jobs;

/// <summary>What a document's catalogue and tile index have for it.</summary>
/// <param name="Scenes">Scenes that meet the document's area, dates and limit of cloud.</param>
/// <param name="Unused">Scenes of the catalogue that do not, as far as they were seen.</param>
/// <param name="UnusedImages">Images of the tile index that do not.</param>
/// <param name="Note">What could not be found out; null when nothing.</param>
internal sealed record SceneSearchResult(IReadOnlyList<Scene> Scenes, IReadOnlyList<UnusedScene> Unused, IReadOnlyList<UnusedScene> UnusedImages, string? Note = null);
