using RasterFlow.Areas;

namespace RasterFlow.Imagery;

/// <summary>The latest plans of nearest warps, so that the many images of one tile's grid are planned once for each block. Safe for concurrent use.</summary>
internal sealed class NearestPlans
{
    /// <summary>Two blocks at work, each under a few tiles' grids in two resolutions. A plan of a block of 1024 takes up to 3 MB.</summary>
    private const int MostPlans = 24;

    private readonly Lock _lock = new();
    private readonly Dictionary<Key, Lazy<NearestPlan?>> _plans = [];
    private readonly Queue<Key> _order = [];

    /// <summary>The plan of a window; null where runs are too short to be worth it.</summary>
    public NearestPlan? Of(CogLevel level, LevelGrid source, Crs sourceCrs, RasterGrid target, PixelWindow window)
    {
        Key key = new(source, level.TileWidth, level.TileHeight, sourceCrs.Epsg, target, window);
        Lazy<NearestPlan?>? plan;
        lock (_lock)
        {
            if (!_plans.TryGetValue(key, out plan))
            {
                // Without cancellation: others may be waiting for the same plan, which takes milliseconds.
                plan = new(() => NearestPlan.Of(level, source, new CrsTransform(target.Crs, sourceCrs), target, window, CancellationToken.None));
                _plans.Add(key, plan);
                _order.Enqueue(key);
                if (_order.Count > MostPlans)
                {
                    _plans.Remove(_order.Dequeue());
                }
            }
        }

        return plan.Value;
    }

    private readonly record struct Key(LevelGrid Source, int TileWidth, int TileHeight, int Epsg, RasterGrid Target, PixelWindow Window);
}
