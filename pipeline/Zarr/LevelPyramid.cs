using RasterFlow.Imagery;

namespace RasterFlow.Zarr;

/// <summary>
/// The overview levels of a store: groups <c>2x</c>, <c>4x</c>, ... below its root, each a store of its own with half the pixels of the one before,
/// until the longest side has at most 512 pixels.
/// </summary>
/// <remarks>
/// The first levels are a block's own: whoever writes a block of the store has all that its part of them needs, and writes it along with the block,
/// as one shard of a smaller side. The other levels need several blocks; each is built from the level before it. Where the block size
/// divides by four, as it does by default, that reads at most 1/16 of the store's pixels.
/// A level's values depend on the store's values alone, never on which of the two ways it was built.
/// </remarks>
public sealed class LevelPyramid
{
    /// <summary>Longest side of the coarsest level: one screen.</summary>
    private const int CoarsestSide = 512;

    /// <summary>Own levels end here: the first level after them merges 4^(3 + 1) = 256 blocks' histograms at most.</summary>
    private const int MostOwnLevels = 3;

    /// <summary>Own levels that a block has even when they are smaller than a chunk, so that what is built later reads 1/16 of the pixels at most.</summary>
    private const int LeastOwnLevels = 2;

    private const int SmallestSide = 8;

    /// <summary>Lays the levels of a store out.</summary>
    public LevelPyramid(RasterStoreLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Layout = layout;
        while (Math.Max(SideOf(layout.Grid.Width, LevelCount), SideOf(layout.Grid.Height, LevelCount)) > CoarsestSide)
        {
            LevelCount++;
        }

        while (OwnLevels < LevelCount && IsOwn(OwnLevels + 1))
        {
            OwnLevels++;
        }
    }

    /// <summary>The layout of the store itself: level 0.</summary>
    public RasterStoreLayout Layout { get; }

    /// <summary>Levels below the store itself; 0 when it is small already.</summary>
    public int LevelCount { get; }

    /// <summary>Levels that are written along with the store's blocks: 1 to this one.</summary>
    public int OwnLevels { get; }

    /// <summary>The layout of a level: 0 is the store itself, level n has pixels of 2^n times the size.</summary>
    public RasterStoreLayout LayoutOf(int level)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        RasterGrid grid = Layout.Grid;
        int block = level <= OwnLevels ? Layout.BlockSize >> level : Layout.BlockSize;
        return Layout with
        {
            Grid = grid with
            {
                PixelSize = grid.PixelSize * (1L << level),
                Width = SideOf(grid.Width, level),
                Height = SideOf(grid.Height, level),
            },
            BlockSize = block,
            ChunkSize = level == 0 ? Layout.ChunkSize : ChunkOf(block),
        };
    }

    /// <summary>A level's group below the store's root: <c>2x</c>, <c>4x</c>, ...</summary>
    public static string NameOf(int level) => FormattableString.Invariant($"{1L << level}x");

    /// <summary>Key of a level's group; level 0 is the store's root.</summary>
    public static string RootOf(string root, int level) => level == 0 ? root : StoreKeys.Combine(root, NameOf(level));

    /// <summary>The level whose blocks a block of a later level is put together from, as far as its histogram goes: the level before, or the store itself.</summary>
    internal int SourceOf(int level) => level == OwnLevels + 1 ? 0 : level - 1;

    /// <summary>The blocks of <see cref="SourceOf"/> that a block of a later level covers.</summary>
    internal IEnumerable<BlockIndex> ChildrenOf(int level, BlockIndex block)
    {
        RasterStoreLayout source = LayoutOf(SourceOf(level));
        int perSide = 1 << (level - SourceOf(level));
        for (int row = block.Row * perSide; row < Math.Min((block.Row + 1) * perSide, source.BlockRows); row++)
        {
            for (int column = block.Column * perSide; column < Math.Min((block.Column + 1) * perSide, source.BlockColumns); column++)
            {
                yield return new BlockIndex(block.Time, row, column);
            }
        }
    }

    private static int SideOf(int side, int level) => (int)((side + (1L << level) - 1) >> level);

    private bool IsOwn(int level)
    {
        int side = Layout.BlockSize >> level;
        return level <= MostOwnLevels
            && side << level == Layout.BlockSize
            && side >= (level <= LeastOwnLevels ? SmallestSide : Layout.ChunkSize);
    }

    /// <summary>The largest chunk up to the store's that divides a block evenly; the whole block where that would be tiny.</summary>
    private int ChunkOf(int block)
    {
        int parts = (block + Layout.ChunkSize - 1) / Layout.ChunkSize;
        while (block % parts != 0)
        {
            parts++;
        }

        return block / parts >= Math.Min(block, Layout.ChunkSize) / 4 ? block / parts : block;
    }
}
