using RasterFlow.Imagery;

namespace RasterFlow.Zarr;

/// <summary>The shape and meaning of a raster store: array <c>variables</c> (time, band, y, x).</summary>
public sealed record RasterStoreLayout
{
    /// <summary>The pixels of every time step and band.</summary>
    public required RasterGrid Grid { get; init; }

    /// <summary>Start of each time step.</summary>
    public required IReadOnlyList<DateOnly> Times { get; init; }

    /// <summary>Length of each time step in days, written as the coordinate <c>time_delta</c>; null when the store has none.</summary>
    public IReadOnlyList<int>? TimeDeltaDays { get; init; }

    /// <summary>Band labels, for example <c>s2med_windowed_pixel:B04</c>, or a prediction's labels.</summary>
    public required IReadOnlyList<string> Bands { get; init; }

    /// <summary>Sample type: uint16 with 0 as no data, or float32 with NaN as no data.</summary>
    public required RasterSampleType SampleType { get; init; }

    /// <summary>What the samples of a prediction are; null for a mosaic.</summary>
    public PredictionContent? Prediction { get; init; }

    /// <summary>Whether samples are numbers of classes, of which there is no mean.</summary>
    internal bool IsOfClasses => Prediction?.Output == PredictionContent.Classes;

    /// <summary>Side of a block (= shard) in pixels; a multiple of <see cref="ChunkSize"/>. A block is (1, bands, BlockSize, BlockSize), and what one writer owns.</summary>
    public int BlockSize { get; init; } = 1024;

    /// <summary>Side of an inner chunk in pixels. A chunk is (1, 1, ChunkSize, ChunkSize).</summary>
    public int ChunkSize { get; init; } = 256;

    /// <summary>3: a block is one shard; or 2: a block is the chunks that a shard would hold, each an object of its own.</summary>
    public int ZarrFormat { get; init; } = 3;

    /// <summary>How chunks are compressed when the store is written.</summary>
    public ZarrCompression Compression { get; init; }

    /// <summary>Blocks from west to east.</summary>
    public int BlockColumns => (Grid.Width + BlockSize - 1) / BlockSize;

    /// <summary>Blocks from north to south.</summary>
    public int BlockRows => (Grid.Height + BlockSize - 1) / BlockSize;

    /// <summary>Blocks of all time steps together.</summary>
    public int BlockCount => checked(Times.Count * BlockRows * BlockColumns);

    /// <summary>The block with a number in [0, <see cref="BlockCount"/>): time-major, then rows, then columns.</summary>
    public BlockIndex BlockAt(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, BlockCount);
        (int step, int rest) = Math.DivRem(number, BlockRows * BlockColumns);
        (int row, int column) = Math.DivRem(rest, BlockColumns);
        return new BlockIndex(step, row, column);
    }

    /// <summary>A block's pixels, cut at the grid's right and bottom edge.</summary>
    public PixelWindow WindowOf(BlockIndex block) =>
        new PixelWindow(block.Column * BlockSize, block.Row * BlockSize, BlockSize, BlockSize).Intersect(Grid.Window);
}

/// <summary>Which block of a store: a time step, and a place in the grid of blocks.</summary>
public readonly record struct BlockIndex(int Time, int Row, int Column);

/// <summary>Sample types of raster stores.</summary>
public enum RasterSampleType
{
    /// <summary>Unsigned 16-bit; 0 is no data.</summary>
    UInt16,

    /// <summary>IEEE 754 single precision; NaN is no data.</summary>
    Float32,
}
