using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>
/// Computes blocks of a mosaic, layer by layer, by the layer's <see cref="CompositeMethod"/>. A pixel's value depends on the scenes alone,
/// never on the block it is computed in. Safe for concurrent use.
/// </summary>
/// <remarks>
/// A look counts where its mask lets it (<see cref="SceneMask"/>) and its digital number is not 0. The median is the middle value,
/// or the mean of the two middle ones, rounded half to even, for an even number. <see cref="DatasetCatalog.ValidPixelBand"/> counts the
/// looks that count and have a digital number in at least one of the layer's bands.
/// </remarks>
public sealed class BlockCompositor(MosaicPlan plan, IRasterOpener opener)
{
    /// <summary>Images read at the same time: enough to hide a store's latency, few enough to be a good client.</summary>
    private const int MaxConcurrentReads = 16;

    /// <summary>What is held at once.</summary>
    internal BlockParts Parts { get; init; } = BlockParts.Default;

    /// <summary>Fills a window of one time step.</summary>
    /// <param name="time">Index of the time step.</param>
    /// <param name="window">A part of the mosaic's grid.</param>
    /// <param name="destination">Filled with [band, y, x] of the window, uint16, 0 = no data.</param>
    /// <param name="cancellationToken">Cancels reads and work.</param>
    /// <exception cref="ArgumentException">The window leaves the grid, or the destination has another size.</exception>
    /// <exception cref="SceneReadException">An image cannot be read.</exception>
    public Task CompositeAsync(int time, PixelWindow window, Memory<ushort> destination, CancellationToken cancellationToken = default) =>
        CompositeAsync(time, window, destination, new HashSet<string>(), cancellationToken);

    /// <summary>Fills a window of one time step without some of its scenes.</summary>
    /// <param name="time">Index of the time step.</param>
    /// <param name="window">A part of the mosaic's grid.</param>
    /// <param name="destination">Filled with [band, y, x] of the window, uint16, 0 = no data.</param>
    /// <param name="without">Ids of scenes that are left out, as if the plan did not have them.</param>
    /// <param name="cancellationToken">Cancels reads and work.</param>
    /// <exception cref="ArgumentException">The window leaves the grid, or the destination has another size.</exception>
    /// <exception cref="SceneReadException">An image cannot be read.</exception>
    public async Task CompositeAsync(int time, PixelWindow window, Memory<ushort> destination, IReadOnlySet<string> without, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(without);
        if (window.IsEmpty || window.Intersect(plan.Grid.Window) != window)
        {
            throw new ArgumentException($"The window {window} is not inside the grid of {plan.Grid.Width} x {plan.Grid.Height} pixels.", nameof(window));
        }

        long expected = (long)plan.Bands.Count * window.Area;
        if (destination.Length != expected)
        {
            throw new ArgumentException($"The destination has {destination.Length} samples; {plan.Bands.Count} bands of {window.Width} x {window.Height} pixels need {expected}.", nameof(destination));
        }

        BlockTarget target = new(window, destination);
        await using SceneReader reader = new(opener, plan.Grid, plan.Resampling, MaxConcurrentReads);
        for (int layer = 0; layer < plan.Layers.Count; layer++)
        {
            List<PlannedScene> scenes = [.. Touching(time, window).Where(scene => scene.Layers.Contains(layer) && !without.Contains(scene.Id))];
            await (plan.Layers[layer].Method == CompositeMethod.Median
                ? new MedianComposite(reader, plan.Layers[layer], scenes, Parts).FillAsync(target, cancellationToken)
                : new PickComposite(reader, plan.Layers[layer], InOrderOf(layer, scenes), Parts).FillAsync(target, cancellationToken));
        }
    }

    /// <summary>The scenes of a time step that may show something in a window.</summary>
    private IEnumerable<PlannedScene> Touching(int time, PixelWindow window) => plan.Steps[time].Scenes.Where(scene => !scene.Window.Intersect(window).IsEmpty);

    /// <summary>A stable sort: scenes of one acquisition have the same place, and keep the plan's order.</summary>
    private static List<PlannedScene> InOrderOf(int layer, List<PlannedScene> scenes) => [.. scenes.OrderBy(scene => scene.OrderIn(layer))];
}
