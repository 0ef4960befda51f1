using System.Collections;

namespace RasterFlow.Scenes;

/// <summary>
/// The scenes that meet a query, in order of acquisition time and then id (ordinal), and those that do not as far as they have been seen:
/// a service leaves out by itself what is elsewhere.
/// </summary>
/// <param name="scenes">Scenes that meet the query.</param>
/// <param name="unused">Scenes that were seen and do not.</param>
public sealed class FoundScenes(IReadOnlyList<Scene> scenes, IReadOnlyList<UnusedScene> unused) : IReadOnlyList<Scene>
{
    /// <summary>Scenes that were seen and do not meet the query, and why.</summary>
    public IReadOnlyList<UnusedScene> Unused { get; } = unused;

    /// <inheritdoc/>
    public int Count => scenes.Count;

    /// <inheritdoc/>
    public Scene this[int index] => scenes[index];

    /// <inheritdoc/>
    public IEnumerator<Scene> GetEnumerator() => scenes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
