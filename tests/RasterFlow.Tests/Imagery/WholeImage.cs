using RasterFlow.Imagery;

namespace RasterFlow.Tests.Imagery;

/// <summary>Decodes a whole level to samples as GDAL's raw output has them: little-endian, band by band, row by row.</summary>
internal static class WholeImage
{
    public static async Task<byte[]> DecodeAsync(CogFile file, CogLevel level, bool applyMask = false)
    {
        int size = level.SampleBytes;
        byte[] image = new byte[(long)level.Width * level.Height * level.BandCount * size];
        int perBand = level.TilesAcross * level.TilesDown;
        int tiles = perBand * (level.IsPlanar ? level.BandCount : 1);
        await new TileFetcher(file, 4, applyMask: applyMask).FetchAsync(level, Enumerable.Range(0, tiles), Place, CancellationToken.None);
        return image;

        void Place(int tile, ReadOnlySpan<byte> samples)
        {
            int left = tile % perBand % level.TilesAcross * level.TileWidth;
            int top = tile % perBand / level.TilesAcross * level.TileHeight;
            for (int y = 0; y < level.RowsOf(tile % perBand / level.TilesAcross) && top + y < level.Height; y++)
            {
                for (int x = 0; x < level.TileWidth && left + x < level.Width; x++)
                {
                    for (int s = 0; s < level.SamplesPerPixel; s++)
                    {
                        int band = level.IsPlanar ? tile / perBand : s;
                        int from = (((y * level.TileWidth) + x) * level.SamplesPerPixel) + s;
                        long to = ((((long)band * level.Height) + top + y) * level.Width) + left + x;
                        samples.Slice(from * size, size).CopyTo(image.AsSpan((int)(to * size)));
                    }
                }
            }
        }
    }
}
