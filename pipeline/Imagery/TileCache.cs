namespace RasterFlow.Imagery;

/// <summary>
/// Decoded tiles that more than one read wants: blocks of a mosaic that share a tile, or bands that lie side by side in it. Each such tile is loaded once,
/// also when several reads ask at the same time; it goes when all of it has been taken, or when others need the room. Safe for concurrent use.
/// </summary>
/// <remarks>
/// What is best kept depends on the mosaic: ten scenes in tiles of 512 pixels need little, seventy in tiles of 1024 that are warped some 600 MB. So whoever composites says what
/// it needs (<see cref="Expect"/>), and the cache grows to that, up to a limit.
/// </remarks>
/// <param name="budgetBytes">Bytes kept at most; tiles in use may exceed it for a moment.</param>
/// <param name="limitBytes">What that may grow to; it does not grow unless this is more.</param>
public sealed class TileCache(long budgetBytes, long limitBytes = 0)
{
    /// <summary>
    /// The boundary row of 512-pixel tiles of ten scenes with four bands under a run of four mosaic blocks takes 180 MB. There is no room for
    /// what is left of the columns at the sides of a run, which the next column of runs comes too late for: so a larger area needs no more than a small one.
    /// </summary>
    public const long DefaultBytes = 192L << 20;

    /// <summary>Under a part of a mosaic lie at most two columns of three tiles of 1024 pixels (2 MB) of each scene when it is warped: of seventy scenes 840 MB, most of the time half of it.</summary>
    private const long MostBytes = 768L << 20;

    private readonly Lock _lock = new();
    private readonly long _limit = Math.Max(limitBytes, budgetBytes);
    private readonly Dictionary<(CogLevel Level, int Tile), CachedTile> _tiles = [];
    private readonly LinkedList<CachedTile> _order = [];
    private long _budget = budgetBytes;
    private long _decoded;
    private long _bytes;

    /// <summary>Tiles that were loaded for several reads so far.</summary>
    public long Loads { get; private set; }

    /// <summary>Tiles that were decoded so far, for one read or several.</summary>
    public long Decoded => Interlocked.Read(ref _decoded);

    /// <summary>A cache as a machine can afford it: it may grow to a sixth of the memory, but not beyond what any mosaic has been seen to need.</summary>
    public static TileCache ForThisMachine() =>
        new(DefaultBytes, Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 6, DefaultBytes, MostBytes));

    /// <summary>Bytes kept now.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Tiles larger than this are never kept.</summary>
    internal long LargestTile { get; } = budgetBytes / 16;

    /// <summary>Asks for a tile. The caller of a new one must <see cref="Complete"/> or <see cref="Abandon"/> it; whoever holds it must <see cref="Release"/> it.</summary>
    /// <param name="level">The level.</param>
    /// <param name="tile">Its index there.</param>
    /// <param name="all">What all reads together will take of it.</param>
    internal (CachedTile Tile, TileClaim Claim) Claim(CogLevel level, int tile, long all)
    {
        lock (_lock)
        {
            if (!_tiles.TryGetValue((level, tile), out CachedTile? found))
            {
                found = new CachedTile(level, tile, all) { Users = 1 };
                _tiles.Add((level, tile), found);
                return (found, TileClaim.Load);
            }

            if (found.Samples is null)
            {
                return (found, TileClaim.Wait);
            }

            found.Users++;
            _order.Remove(found.Place!);
            _order.AddLast(found.Place!);
            return (found, TileClaim.Ready);
        }
    }

    /// <summary>Hands over the samples of a new tile.</summary>
    internal void Complete(CachedTile tile, RentedBuffer<byte> samples)
    {
        lock (_lock)
        {
            Loads++;
            tile.Samples = samples;
            tile.Place = _order.AddLast(tile);
            _bytes += samples.Array.Length;
            while (_bytes > _budget && _order.First is { Value: var oldest } && oldest != tile)
            {
                Remove(oldest);
            }
        }

        tile.Loaded.TrySetResult();
    }

    /// <summary>Gives up a new tile that could not be loaded: whoever waits for it will try by itself.</summary>
    internal void Abandon(CachedTile tile)
    {
        lock (_lock)
        {
            _tiles.Remove((tile.Level, tile.Tile));
        }

        tile.Loaded.TrySetResult();
    }

    /// <summary>Ends a use.</summary>
    /// <param name="tile">A tile that was held.</param>
    /// <param name="taken">How much of it the use took.</param>
    internal void Release(CachedTile tile, long taken)
    {
        lock (_lock)
        {
            tile.Users--;
            tile.Left -= taken;
            if (tile.Left <= 0 && tile.Place is not null)
            {
                Remove(tile);
            }
            else if (tile is { Place: null, Users: 0 })
            {
                tile.Samples?.Dispose();
            }
        }
    }

    /// <summary>Counts a decoded tile.</summary>
    internal void CountDecoded() => Interlocked.Increment(ref _decoded);

    /// <summary>Makes room for tiles that will be wanted again and again.</summary>
    /// <param name="bytes">What they take.</param>
    internal void Expect(long bytes)
    {
        lock (_lock)
        {
            _budget = Math.Clamp(bytes, _budget, _limit);
        }
    }

    private void Remove(CachedTile tile)
    {
        _tiles.Remove((tile.Level, tile.Tile));
        _order.Remove(tile.Place!);
        tile.Place = null;
        _bytes -= tile.Samples!.Array.Length;
        if (tile.Users == 0)
        {
            tile.Samples.Dispose();
        }
    }
}

/// <summary>What a caller got that asked for a tile.</summary>
internal enum TileClaim
{
    /// <summary>It holds the tile and must load it.</summary>
    Load,

    /// <summary>It holds the loaded tile.</summary>
    Ready,

    /// <summary>It holds nothing: somebody else is loading the tile. Wait for that, and ask again.</summary>
    Wait,
}

/// <summary>A decoded tile in the cache, or one that is being loaded. Guarded by the cache's lock, but for <see cref="Samples"/> of a tile that is held.</summary>
internal sealed class CachedTile(CogLevel level, int tile, long all)
{
    public CogLevel Level => level;

    public int Tile => tile;

    /// <summary>What has not been taken yet.</summary>
    public long Left { get; set; } = all;

    /// <summary>Reads that hold it.</summary>
    public int Users { get; set; }

    /// <summary>[y, x, sample] as decoded; null while it loads.</summary>
    public RentedBuffer<byte>? Samples { get; set; }

    /// <summary>Its place among the kept tiles; null when it is not kept.</summary>
    public LinkedListNode<CachedTile>? Place { get; set; }

    /// <summary>Ends when the tile is loaded or given up.</summary>
    public TaskCompletionSource Loaded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
