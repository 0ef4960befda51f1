using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.Bench.Vectorize;

/// <summary>
/// Probabilities of fields as a model gives them: plots of about 120 pixels with bent borders, high inside and falling off at the borders over a few
/// pixels, a quarter of the plots not farmed, and a little noise.
/// </summary>
internal static class SimulatedPrediction
{
    public const string Root = "prediction.zarr";
    public const string Field = "field";
    public const string Boundary = "field_boundaries";

    private const int Block = 1024;
    private const float Plot = 120;

    /// <summary>Writes a store of side x side pixels with the labels field and field_boundaries.</summary>
    public static async Task WriteAsync(IObjectStore store, int side)
    {
        RasterStoreLayout layout = new()
        {
            Grid = new RasterGrid(Crs.FromEpsg(32614), 300_000, 4_200_000, 10, side, side),
            Times = [new DateOnly(2024, 1, 1)],
            Bands = [Field, Boundary],
            SampleType = RasterSampleType.Float32,
            BlockSize = Block,
            ChunkSize = 256,
        };
        RasterStoreWriter writer = await RasterStoreWriter.CreateAsync(store, Root, layout);
        await Parallel.ForAsync(0, layout.BlockCount, async (block, token) =>
        {
            BlockIndex index = layout.BlockAt(block);
            float[] samples = new float[2 * Block * Block];
            PixelWindow window = layout.WindowOf(index);
            for (int y = window.Y; y < window.Bottom; y++)
            {
                for (int x = window.X; x < window.Right; x++)
                {
                    int at = ((y - window.Y) * Block) + x - window.X;
                    (samples[at], samples[(Block * Block) + at]) = ScoresAt(x, y);
                }
            }

            await writer.WriteBlockAsync<float>(index, samples, token);
        });
    }

    private static (float Field, float Boundary) ScoresAt(int x, int y)
    {
        float bentX = x + (14 * MathF.Sin(y / 61f)) + (5 * MathF.Sin((x + y) / 23f));
        float bentY = y + (14 * MathF.Cos(x / 67f)) + (5 * MathF.Cos((x - y) / 29f));
        float column = MathF.Floor(bentX / Plot);
        float row = MathF.Floor(bentY / Plot);
        float inX = bentX - (column * Plot);
        float inY = bentY - (row * Plot);
        float toBorder = MathF.Min(MathF.Min(inX, Plot - inX), MathF.Min(inY, Plot - inY));
        bool farmed = Hash((int)column, (int)row) % 4 != 0;
        float noise = ((Hash(x, y) & 0xFFFF) / 65536f) - 0.5f;
        float inside = 1 / (1 + MathF.Exp(-((toBorder - 3) * 1.5f) - noise));
        return farmed ? (inside * (0.97f + (0.05f * noise)), 1 - inside) : (0.1f + (0.1f * noise), toBorder < 3 ? 0.4f : 0.05f);
    }

    private static uint Hash(int x, int y)
    {
        uint hash = ((uint)x * 0x9E3779B1) ^ ((uint)y * 0x85EBCA77);
        hash = (hash ^ (hash >> 15)) * 0x2C1B3C6D;
        return hash ^ (hash >> 12);
    }
}
