using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Vectors;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Vectors;

/// <summary>Smooth random scores of two labels and two time steps, without a store.</summary>
internal sealed class MemoryScores(int width, int height, int epsg = 32633) : IScoreReader
{
    public RasterStoreLayout Layout { get; } = new()
    {
        Grid = new RasterGrid(Crs.FromEpsg(epsg), 500_000, 5_300_000, 10, width, height),
        Times = [new DateOnly(2023, 1, 1), new DateOnly(2024, 1, 1)],
        Bands = ["non_field_background", "field", "field_boundaries"],
        SampleType = RasterSampleType.Float32,
        BlockSize = 32,
        ChunkSize = 16,
    };

    public int Reads { get; private set; }

    public static float ScoreAt(int time, int band, int x, int y)
    {
        double field = 0.5 + (0.5 * Math.Sin((x + (7 * time)) / 3.1) * Math.Cos(y / 2.7));
        return (float)(band == 2 ? 1 - field : field);
    }

    public Task ReadAsync(int time, int band, PixelWindow window, Memory<float> destination, CancellationToken cancellationToken = default)
    {
        Reads++;
        for (int i = 0; i < window.Area; i++)
        {
            destination.Span[i] = ScoreAt(time, band, window.X + (i % window.Width), window.Y + (i / window.Width));
        }

        return Task.CompletedTask;
    }
}
