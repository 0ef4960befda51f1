using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Vectors;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Vectors;

/// <summary>Scores of one time step in memory, and the whole stage over them.</summary>
internal sealed class ArrayScores(RasterGrid grid, params (string Label, float[] Scores)[] bands) : IScoreReader
{
    public RasterStoreLayout Layout { get; } = new()
    {
        Grid = grid,
        Times = [new DateOnly(2024, 1, 1)],
        Bands = [.. bands.Select(band => band.Label)],
        SampleType = RasterSampleType.Float32,
        BlockSize = 8,
        ChunkSize = 4,
    };

    public Task ReadAsync(int time, int band, PixelWindow window, Memory<float> destination, CancellationToken cancellationToken = default)
    {
        for (int i = 0; i < window.Area; i++)
        {
            destination.Span[i] = bands[band].Scores[((window.Y + (i / window.Width)) * grid.Width) + window.X + (i % window.Width)];
        }

        return Task.CompletedTask;
    }

    /// <summary>All rows of a job, through fragments and part files in a folder that is deleted again.</summary>
    public async Task<(VectorResult Result, List<VectorFeature> Rows)> RunAsync(VectorizeJob job, Func<IObjectStore, Task>? prepare = null)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("rasterflow-scores-");
        try
        {
            FileObjectStore store = new(folder.FullName);
            await (prepare?.Invoke(store) ?? Task.CompletedTask);
            BlockVectorizer vectorizer = new(this, store, job);
            for (int block = 0; block < vectorizer.Blocks.BlockCount; block++)
            {
                await vectorizer.VectorizeBlockAsync(block);
            }

            VectorStitcher stitcher = new(Layout, store, job);
            return (await stitcher.StitchAsync(), await stitcher.RowsAsync().Select(row => row.Feature!).ToListAsync());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
