using System.Text.Json;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Zarr;

/// <summary>Levels and histograms that come into being along with the blocks.</summary>
public sealed class PyramidTests : IDisposable
{
    // What the attribute's percentiles are of.
    private static readonly double[] Percents = [0, 1, 2, 5, 10, 25, 50, 75, 90, 95, 98, 99, 100];

    private readonly TemporaryStore _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(1024, 256, 5490, 2, "512/256 256/256 1024/256 1024/256")]
    [InlineData(1024, 1024, 5490, 2, "512/512 256/256 1024/1024 1024/1024")]
    [InlineData(4096, 256, 40960, 3, "2048/256 1024/256 512/256 4096/256 4096/256 4096/256 4096/256")]
    [InlineData(768, 256, 5490, 2, "384/192 192/192 768/256 768/256")]
    [InlineData(250, 125, 1100, 1, "125/125 250/125")]
    [InlineData(75, 75, 600, 0, "75/75")]
    public void LayoutOf_BlocksOfLevels_DivideIntoChunks(int block, int chunk, int side, int own, string expected)
    {
        LevelPyramid pyramid = new(TestStores.Layout(width: side, height: 10, block: block, chunk: chunk));

        pyramid.OwnLevels.ShouldBe(own);
        string.Join(' ', Enumerable.Range(1, pyramid.LevelCount).Select(pyramid.LayoutOf).Select(level => $"{level.BlockSize}/{level.ChunkSize}")).ShouldBe(expected);
    }

    [Theory]
    [InlineData(RasterSampleType.UInt16)]
    [InlineData(RasterSampleType.Float32)]
    public async Task Levels_AnyBlockSize_AreThoseBuiltFromTheWholeStore(RasterSampleType type)
    {
        // Odd sides at every level; 75 has no own levels, 64 has two, 32 has two of smaller chunks.
        RasterStoreLayout layout = TestStores.Layout(type, width: 1051, height: 333, bands: 2, block: 75, chunk: 25);
        string[] expected = type == RasterSampleType.UInt16 ? await DigestAsync<ushort>(layout, "whole") : await DigestAsync<float>(layout, "whole");

        foreach (int block in new[] { 32, 64, 128 })
        {
            RasterStoreLayout other = layout with { BlockSize = block, ChunkSize = 16 };
            string[] actual = type == RasterSampleType.UInt16 ? await DigestAsync<ushort>(other, $"{block}") : await DigestAsync<float>(other, $"{block}");
            actual.ShouldBe(expected, $"blocks of {block}");
        }
    }

    [Fact]
    public async Task Levels_OfClassNumbers_TakeTheMostFrequentAndTheFirstOfThose()
    {
        RasterStoreLayout layout = TestStores.Layout(RasterSampleType.Float32, width: 1051, height: 333, bands: 1, block: 64) with
        {
            Prediction = new PredictionContent("class", ["none", "field", "boundary", "water"]),
        };
        float[] samples = [.. TestStores.Samples(layout).Select(static value => value == 0 ? float.NaN : value % 4)];
        await WritePyramidAsync(_temporary.Objects, layout, samples, "m.zarr");

        MultiscaleBuilder builder = await MultiscaleBuilder.OpenAsync(_temporary.Objects, "m.zarr");
        RasterGrid above = layout.Grid;
        float[] expected = TestStores.WindowOf(layout, samples, 1, 0, above.Window, float.NaN);
        for (int level = 1; level <= builder.Pyramid.LevelCount; level++)
        {
            RasterStoreReader reader = await RasterStoreReader.OpenAsync(_temporary.Objects, $"m.zarr/{1 << level}x");
            expected = MostFrequent(expected, above.Width, above.Height);
            float[] actual = new float[reader.Layout.Grid.Window.Area];
            await reader.ReadAsync<float>(1, 0, reader.Layout.Grid.Window, actual);
            actual.ShouldBe(expected, $"{1 << level}x");
            above = reader.Layout.Grid;
        }

        builder.Pyramid.LevelCount.ShouldBe(2);
        using JsonDocument root = JsonDocument.Parse((await _temporary.Objects.ReadAsync("m.zarr/zarr.json"))!);
        root.RootElement.GetProperty("attributes").GetProperty("multiscales").GetProperty("resampling_method").GetString().ShouldBe("mode");
    }

    private static float[] MostFrequent(float[] above, int width, int height)
    {
        int half = (width + 1) / 2;
        return [.. Enumerable.Range(0, half * ((height + 1) / 2)).Select(i =>
        {
            (int y, int x) = (2 * (i / half), 2 * (i % half));
            return new[] { (y, x), (y, x + 1), (y + 1, x), (y + 1, x + 1) }
                .Where(place => place.Item1 < height && place.Item2 < width)
                .Select(place => above[(place.Item1 * width) + place.Item2])
                .Where(value => !float.IsNaN(value))
                .GroupBy(value => value)
                .OrderByDescending(group => group.Count())
                .Select(group => group.Key)
                .DefaultIfEmpty(float.NaN)
                .First();
        })];
    }

    [Fact]
    public async Task Histograms_OfIntegers_AreThoseOfTheSortedValues()
    {
        RasterStoreLayout layout = TestStores.Layout(width: 700, height: 75, block: 64);
        ushort[] samples = TestStores.Samples(layout);
        await WritePyramidAsync(_temporary.Objects, layout, samples, "m.zarr");

        JsonElement steps = (await HistogramsAsync("m.zarr")).GetProperty("steps");

        steps.EnumerateArray().Select(step => step.GetProperty("time").GetString()).ShouldBe(["2023-01-01", "2024-01-01"]);
        for (int band = 0; band < 3; band++)
        {
            JsonElement seen = steps[1].GetProperty("bands")[band];
            ushort[] values = [.. TestStores.WindowOf(layout, samples, 1, band, layout.Grid.Window, (ushort)0).Where(value => value != 0).Order()];
            seen.GetProperty("band").GetString().ShouldBe(layout.Bands[band]);
            (seen.GetProperty("valid").GetInt64(), seen.GetProperty("missing").GetInt64()).ShouldBe((values.Length, (700 * 75) - values.Length));
            (seen.GetProperty("min").GetDouble(), seen.GetProperty("max").GetDouble()).ShouldBe((values[0], values[^1]));
            Numbers(seen, "percentiles").ShouldBe(Percents.Select(percent => (double)values[Math.Max(0, (int)Math.Ceiling(values.Length * percent / 100) - 1)]));
            double width = (values[^1] - values[0]) / 64.0;
            Numbers(seen, "counts").ShouldBe(Enumerable.Range(0, 64).Select(bar => (double)values.Count(value => Math.Min(63, (int)((value - values[0]) / width)) == bar)));
        }
    }

    [Fact]
    public async Task Histograms_OfProbabilities_AreExactToTheBin()
    {
        RasterStoreLayout layout = TestStores.Layout(RasterSampleType.Float32, width: 600, height: 40, bands: 1, block: 64);
        float[] samples = [.. TestStores.Samples(layout).Select(value => value == 0 ? float.NaN : (value - 20000) / 65536f)];
        await WritePyramidAsync(_temporary.Objects, layout, samples, "m.zarr");

        JsonElement seen = (await HistogramsAsync("m.zarr")).GetProperty("steps")[0].GetProperty("bands")[0];

        float[] values = [.. TestStores.WindowOf(layout, samples, 0, 0, layout.Grid.Window, float.NaN).Where(value => !float.IsNaN(value)).Order()];
        (seen.GetProperty("min").GetSingle(), seen.GetProperty("max").GetSingle()).ShouldBe((values[0], values[^1]));
        Numbers(seen, "counts").Sum().ShouldBe(values.Length);
        foreach ((double actual, double percent) in Numbers(seen, "percentiles").Zip(Percents))
        {
            float exact = values[Math.Max(0, (int)Math.Ceiling(values.Length * percent / 100) - 1)];
            Math.Abs(actual - exact).ShouldBeLessThanOrEqualTo(Math.Abs(exact) / 128, $"{percent} %");
        }
    }

    [Fact]
    public async Task Histograms_CountsLost_AreMadeAgainFromThePixels()
    {
        RasterStoreLayout layout = TestStores.Layout(width: 2100, height: 75, block: 32);
        ushort[] samples = TestStores.Samples(layout);
        await WritePyramidAsync(_temporary.Objects, layout, samples, "m.zarr");
        string before = (await HistogramsAsync("m.zarr")).GetRawText();
        await foreach (ObjectEntry entry in _temporary.Objects.ListAsync("m.zarr.histograms/"))
        {
            await _temporary.Objects.DeleteAsync(entry.Key);
        }

        await new MultiscaleBuilder(_temporary.Objects, "m.zarr", layout).WriteMetadataAsync();

        (await HistogramsAsync("m.zarr")).GetRawText().ShouldBe(before);
    }

    [Fact]
    public async Task Histograms_WhenAllIsBuilt_FewCountsAreLeft()
    {
        RasterStoreLayout layout = TestStores.Layout(width: 2100, height: 75, block: 32);
        await WritePyramidAsync(_temporary.Objects, layout, TestStores.Samples(layout), "m.zarr");

        List<string> left = [];
        await foreach (ObjectEntry entry in _temporary.Objects.ListAsync("m.zarr.histograms/"))
        {
            left.Add(entry.Key);
        }

        left.ShouldAllBe(key => key.StartsWith("m.zarr.histograms/3/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WriteBlockAsync_Interrupted_LeavesNoBlockThatLooksWhole()
    {
        RasterStoreLayout layout = TestStores.Layout(width: 1100, height: 32, block: 32);
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();
        PyramidWriter writer = PyramidWriter.Open(_temporary.Objects, "m.zarr", layout);

        await Should.ThrowAsync<OperationCanceledException>(() => writer.WriteBlockAsync<ushort>(new(0, 0, 0), new ushort[3 * 32 * 32], stop.Token));

        (await writer.BlockExistsAsync(new(0, 0, 0))).ShouldBeFalse();
    }

    private static double[] Numbers(JsonElement seen, string name) => [.. seen.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

    private async Task<JsonElement> HistogramsAsync(string root)
    {
        using JsonDocument document = JsonDocument.Parse((await _temporary.Objects.ReadAsync($"{root}/zarr.json"))!);
        return document.RootElement.GetProperty("attributes").GetProperty("histograms").Clone();
    }

    internal static async Task WritePyramidAsync<T>(IObjectStore store, RasterStoreLayout layout, T[] samples, string root)
        where T : unmanaged
    {
        await RasterStoreWriter.CreateAsync(store, root, layout);
        PyramidWriter writer = PyramidWriter.Open(store, root, layout);
        for (int number = 0; number < layout.BlockCount; number++)
        {
            BlockIndex block = layout.BlockAt(number);
            await writer.WriteBlockAsync<T>(block, TestStores.BlockOf(layout, samples, block));
        }

        MultiscaleBuilder builder = new(store, root, layout);
        for (int level = 1; level <= builder.Pyramid.LevelCount; level++)
        {
            for (int number = 0; number < builder.BlocksToBuild[level - 1]; number++)
            {
                await builder.BuildBlockAsync(level, number);
            }
        }

        await builder.WriteMetadataAsync();
    }

    /// <summary>A digest of each level's values, and the histograms.</summary>
    private async Task<string[]> DigestAsync<T>(RasterStoreLayout layout, string root)
        where T : unmanaged
    {
        ushort[] integers = TestStores.Samples(layout with { ChunkSize = 16 });
        if (typeof(T) == typeof(ushort))
        {
            await WritePyramidAsync(_temporary.Objects, layout, integers, root);
        }
        else
        {
            await WritePyramidAsync(_temporary.Objects, layout, integers.Select(value => value == 0 ? float.NaN : value / 7f).ToArray(), root);
        }

        List<string> digests = [];
        for (int level = 0; level <= new LevelPyramid(layout).LevelCount; level++)
        {
            RasterStoreReader reader = await RasterStoreReader.OpenAsync(_temporary.Objects, LevelPyramid.RootOf(root, level));
            for (int band = 0; band < 2; band++)
            {
                T[] values = new T[reader.Layout.Grid.Window.Area];
                await reader.ReadAsync<T>(1, band, reader.Layout.Grid.Window, values);
                digests.Add(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<T>(values))));
            }
        }

        return [.. digests, (await HistogramsAsync(root)).GetRawText()];
    }
}
