using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Zarr;

public sealed class RasterStoreTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IDisposable
{
    private readonly TemporaryStore _temporary = new();

    private FileObjectStore Store => _temporary.Objects;

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task ReadAsync_RandomWindows_EqualTheWholeArray()
    {
        RasterStoreLayout layout = TestStores.Layout();
        ushort[] samples = TestStores.Samples(layout);
        await TestStores.WriteAsync(await RasterStoreWriter.CreateAsync(Store, "m.zarr", layout), samples);
        RasterStoreReader reader = await RasterStoreReader.OpenAsync(Store, "m.zarr");
        Random random = new(5);

        for (int i = 0; i < 60; i++)
        {
            PixelWindow window = new(random.Next(-20, 110), random.Next(-20, 80), random.Next(1, 90), random.Next(1, 90));
            (int time, int band) = (random.Next(2), random.Next(3));
            ushort[] actual = new ushort[window.Area];
            await reader.ReadAsync<ushort>(time, band, window, actual);
            actual.AsSpan().SequenceEqual(TestStores.WindowOf(layout, samples, time, band, window, (ushort)0)).ShouldBeTrue($"{window} of band {band}");
        }
    }

    [Fact]
    public async Task ReadAsync_Floats_KeepNoDataApart()
    {
        RasterStoreLayout layout = TestStores.Layout(RasterSampleType.Float32) with { TimeDeltaDays = null };
        float[] samples = [.. TestStores.Samples(layout).Select(value => value == 0 ? float.NaN : value / 7f)];
        await TestStores.WriteAsync(await RasterStoreWriter.CreateAsync(Store, "p.zarr", layout), samples);
        RasterStoreReader reader = await RasterStoreReader.OpenAsync(Store, "p.zarr");
        PixelWindow window = new(-3, -3, 110, 85);
        float[] actual = new float[window.Area];

        await reader.ReadAsync<float>(1, 2, window, actual);

        actual.SequenceEqual(TestStores.WindowOf(layout, samples, 1, 2, window, float.NaN)).ShouldBeTrue();
        reader.Layout.TimeDeltaDays.ShouldBeNull();
    }

    /// <summary>A system without a code is named by its WKT and, for the GeoZarr convention, which knows no WKT 1, by PROJJSON.</summary>
    [Fact]
    public async Task OpenAsync_SystemByWkt_IsThatSystem()
    {
        string wkt = Crs.FromEpsg(3035).System.WKT.Replace("3035", "999999", StringComparison.Ordinal);
        RasterStoreLayout layout = TestStores.Layout();
        layout = layout with { Grid = layout.Grid with { Crs = Crs.Parse(wkt) } };
        await RasterStoreWriter.CreateAsync(Store, "w.zarr", layout);

        (await RasterStoreReader.OpenAsync(Store, "w.zarr")).Layout.Grid.ShouldBe(layout.Grid);
        string metadata = System.Text.Encoding.UTF8.GetString((await Store.ReadAsync("w.zarr/zarr.json"))!);
        metadata.ShouldContain("crs_wkt");
        metadata.ShouldContain("proj:projjson");
        metadata.ShouldNotContain("proj:code");
        metadata.ShouldNotContain("epsg_code");
    }

    [Fact]
    public async Task OpenAsync_OwnStore_GivesTheLayoutBack()
    {
        RasterStoreLayout layout = TestStores.Layout();
        await RasterStoreWriter.CreateAsync(Store, "m.zarr", layout);

        RasterStoreLayout copy = (await RasterStoreReader.OpenAsync(Store, "m.zarr")).Layout;

        copy.Grid.ShouldBe(layout.Grid);
        copy.Bands.ShouldBe(layout.Bands);
        copy.Times.ShouldBe(layout.Times);
        copy.TimeDeltaDays.ShouldBe(layout.TimeDeltaDays);
        (copy.SampleType, copy.BlockSize, copy.ChunkSize).ShouldBe((layout.SampleType, layout.BlockSize, layout.ChunkSize));
    }

    [Fact]
    public async Task ReadAsync_MissingBlock_IsNoDataUntilItIsWritten()
    {
        RasterStoreLayout layout = TestStores.Layout();
        ushort[] samples = TestStores.Samples(layout);
        RasterStoreWriter writer = await RasterStoreWriter.CreateAsync(Store, "m.zarr", layout);
        RasterStoreReader reader = await RasterStoreReader.OpenAsync(Store, "m.zarr");
        BlockIndex block = new(1, 2, 3);
        PixelWindow window = layout.WindowOf(block);
        ushort[] before = new ushort[window.Area];
        ushort[] after = new ushort[window.Area];
        (await writer.BlockExistsAsync(block)).ShouldBeFalse();
        await reader.ReadAsync<ushort>(1, 0, window, before);

        await writer.WriteBlockAsync<ushort>(block, TestStores.BlockOf(layout, samples, block));
        await reader.ReadAsync<ushort>(1, 0, window, after);

        (await writer.BlockExistsAsync(block)).ShouldBeTrue();
        before.ShouldAllBe(value => value == 0);
        after.ShouldBe(TestStores.WindowOf(layout, samples, 1, 0, window, (ushort)0));
    }

    [Fact]
    public async Task WriteBlockAsync_NoData_LeavesTheChunksOut()
    {
        RasterStoreLayout layout = TestStores.Layout();
        RasterStoreWriter writer = await RasterStoreWriter.CreateAsync(Store, "m.zarr", layout);

        await writer.WriteBlockAsync<ushort>(new(0, 0, 0), new ushort[3 * 32 * 32]);

        (await Store.GetLengthAsync("m.zarr/variables/c/0/0/0/0")).ShouldBe((3 * 4 * 16) + 4);
    }

    [Fact]
    public async Task CreateAndWrite_Twice_GivesTheSameBytes()
    {
        RasterStoreLayout layout = TestStores.Layout();
        ushort[] samples = TestStores.Samples(layout);
        foreach (string root in new[] { "a.zarr", "b.zarr" })
        {
            await TestStores.WriteAsync(await RasterStoreWriter.CreateAsync(Store, root, layout), samples);
        }

        List<ObjectEntry> objects = [];
        await foreach (ObjectEntry entry in Store.ListAsync("a.zarr/"))
        {
            objects.Add(entry);
            byte[] first = (await Store.ReadAsync(entry.Key))!;
            byte[] second = (await Store.ReadAsync("b" + entry.Key[1..]))!;
            first.AsSpan().SequenceEqual(second).ShouldBeTrue(entry.Key);
        }

        objects.Count.ShouldBe(8 + 5 + layout.BlockCount);
    }

    [Fact]
    public async Task ReadAsync_DamagedIndex_IsDetected()
    {
        string key = await WriteOneBlockAsync();
        byte[] shard = (await Store.ReadAsync(key))!;
        shard[^20] ^= 1;
        await Store.WriteAsync(key, shard);

        (await ReadFailureAsync()).Message.ShouldContain("checksum");
    }

    [Fact]
    public async Task ReadAsync_ShortShard_IsDetected()
    {
        string key = await WriteOneBlockAsync();
        byte[] shard = (await Store.ReadAsync(key))!;

        await Store.WriteAsync(key, shard.AsMemory(0, 50));
        (await ReadFailureAsync()).Message.ShouldContain("its index alone needs");
        await Store.WriteAsync(key, shard.AsMemory(shard.Length / 2));
        (await ReadFailureAsync()).Message.ShouldContain("but the shard has");
    }

    [Fact]
    public async Task ReadAsync_DamagedChunk_IsDetected()
    {
        string key = await WriteOneBlockAsync();
        byte[] shard = (await Store.ReadAsync(key))!;
        shard.AsSpan(0, 16).Fill(0xA5);
        await Store.WriteAsync(key, shard);

        (await ReadFailureAsync()).Message.ShouldContain("zstd");
    }

    [Fact]
    public async Task OpenAsync_NoStore_IsNotFound() =>
        await Should.ThrowAsync<RasterStoreNotFoundException>(() => RasterStoreReader.OpenAsync(Store, "none.zarr"));

    [Theory]
    [InlineData("\"zstd\"", "\"snappy\"", "codec 'snappy'")]
    [InlineData("\"little\"", "\"big\"", "big-endian")]
    [InlineData("\"uint16\"", "\"int8\"", "data type 'int8'")]
    public async Task OpenAsync_ForeignFeature_IsNamed(string ours, string theirs, string expected)
    {
        await RasterStoreWriter.CreateAsync(Store, "m.zarr", TestStores.Layout());
        string json = System.Text.Encoding.UTF8.GetString((await Store.ReadAsync("m.zarr/zarr.json"))!);
        await Store.WriteAsync("m.zarr/zarr.json", System.Text.Encoding.UTF8.GetBytes(json.Replace(ours, theirs, StringComparison.Ordinal)));

        (await Should.ThrowAsync<RasterStoreUnsupportedException>(() => RasterStoreReader.OpenAsync(Store, "m.zarr"))).Message.ShouldContain(expected);
    }

    [Fact]
    public async Task OpenAsync_NotJson_IsCorrupt()
    {
        await Store.WriteAsync("m.zarr/zarr.json", "no"u8.ToArray());

        await Should.ThrowAsync<RasterStoreCorruptException>(() => RasterStoreReader.OpenAsync(Store, "m.zarr"));
    }

    [Fact]
    public async Task ReadAsync_OtherType_IsRefused()
    {
        await RasterStoreWriter.CreateAsync(Store, "m.zarr", TestStores.Layout());
        RasterStoreReader reader = await RasterStoreReader.OpenAsync(Store, "m.zarr");

        await Should.ThrowAsync<ArgumentException>(() => reader.ReadAsync<float>(0, 0, new(0, 0, 1, 1), new float[1]));
    }

    [Fact]
    public async Task RoundTrip_InBlobStorage_EqualsTheSamples()
    {
        BlobObjectStore blobs = new(await azurite.CreateContainerAsync());
        RasterStoreLayout layout = TestStores.Layout(block: 64);
        ushort[] samples = TestStores.Samples(layout);
        await TestStores.WriteAsync(await RasterStoreWriter.CreateAsync(blobs, "m.zarr", layout), samples);
        RasterStoreReader reader = await RasterStoreReader.OpenAsync(blobs, "m.zarr");
        ushort[] actual = new ushort[layout.Grid.Window.Area];

        await reader.ReadAsync<ushort>(1, 1, layout.Grid.Window, actual);

        actual.SequenceEqual(TestStores.WindowOf(layout, samples, 1, 1, layout.Grid.Window, (ushort)0)).ShouldBeTrue();
    }

    private async Task<string> WriteOneBlockAsync()
    {
        RasterStoreLayout layout = TestStores.Layout();
        RasterStoreWriter writer = await RasterStoreWriter.CreateAsync(Store, "m.zarr", layout);
        ushort[] block = new ushort[3 * 32 * 32];
        Random random = new(3);
        for (int i = 0; i < block.Length; i++)
        {
            block[i] = (ushort)random.Next(65536);
        }

        await writer.WriteBlockAsync<ushort>(new(0, 0, 0), block);
        return "m.zarr/variables/c/0/0/0/0";
    }

    private async Task<RasterStoreCorruptException> ReadFailureAsync()
    {
        RasterStoreReader reader = await RasterStoreReader.OpenAsync(Store, "m.zarr");
        return await Should.ThrowAsync<RasterStoreCorruptException>(() => reader.ReadAsync<ushort>(0, 0, new(0, 0, 20, 20), new ushort[400]));
    }
}
