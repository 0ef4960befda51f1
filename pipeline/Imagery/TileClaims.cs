namespace RasterFlow.Imagery;

/// <summary>The shared tiles of one fetch: those that are there, those that it loads for all, and those that others are loading.</summary>
internal sealed class TileClaims : IDisposable
{
    private readonly TileCache _cache;
    private readonly Dictionary<int, TileUse> _uses;
    private readonly Dictionary<int, CachedTile> _ready = [];
    private readonly Dictionary<int, CachedTile> _loading = [];
    private readonly Dictionary<int, CachedTile> _others = [];

    public TileClaims(TileCache cache, CogLevel level, Dictionary<int, TileUse> uses)
    {
        _cache = cache;
        _uses = uses;
        foreach ((int tile, TileUse use) in uses)
        {
            (CachedTile claimed, TileClaim claim) = cache.Claim(level, tile, use.All);
            (claim == TileClaim.Load ? _loading : claim == TileClaim.Ready ? _ready : _others).Add(tile, claimed);
        }
    }

    /// <summary>Tiles that are at hand.</summary>
    public IEnumerable<(int Tile, RentedBuffer<byte> Samples)> Ready => _ready.Select(pair => (pair.Key, pair.Value.Samples!));

    /// <summary>Tiles that this fetch must load.</summary>
    public IEnumerable<int> ToLoad => _loading.Keys;

    /// <summary>Tiles that others were loading, with their uses: to be asked for again.</summary>
    public Dictionary<int, TileUse> Others => _others.Keys.ToDictionary(tile => tile, tile => _uses[tile]);

    /// <summary>Gives a loaded tile to all; false when it is none of the shared ones, and the caller keeps the buffer. Tiles come at once.</summary>
    public bool Share(int tile, RentedBuffer<byte> samples)
    {
        if (!_loading.TryGetValue(tile, out CachedTile? claimed))
        {
            return false;
        }

        _cache.Complete(claimed, samples);
        return true;
    }

    /// <summary>Waits until the others have loaded their tiles or given up.</summary>
    public async Task WaitForOthersAsync(CancellationToken cancellationToken)
    {
        foreach (CachedTile other in _others.Values)
        {
            await other.Loaded.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Lets go of all tiles.</summary>
    public void Dispose()
    {
        foreach ((int tile, CachedTile claimed) in _loading)
        {
            if (!claimed.Loaded.Task.IsCompleted)
            {
                _cache.Abandon(claimed);
            }

            _cache.Release(claimed, _uses[tile].Taken);
        }

        foreach ((int tile, CachedTile claimed) in _ready)
        {
            _cache.Release(claimed, _uses[tile].Taken);
        }
    }
}
