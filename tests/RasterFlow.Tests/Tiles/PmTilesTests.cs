using System.Text;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;
using RasterFlow.Tiles;

namespace RasterFlow.Tests.Tiles;

public sealed class PmTilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rasterflow-tiles-");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public async Task Reader_ArchiveOfAnotherProgram_ReadsEveryTile()
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        FileRangeReader file = new(Path.Combine(Repository.RealData!, "pmtiles", "firenze.pmtiles"));
        PmTilesReader archive = await PmTilesReader.OpenAsync(file);
        (archive.Header.MinZoom, archive.Header.MaxZoom, archive.Header.AddressedTiles).ShouldBe((0, 14, 108UL));
        List<PmTilesEntry> entries = await archive.ListAsync().ToListAsync();
        entries.Count.ShouldBe(108);
        foreach (PmTilesEntry entry in entries)
        {
            // 0x1A: a length-delimited field 3, a layer (Mapbox Vector Tile 2.1, section 4.1).
            (await archive.ReadTileAsync(TileId.FromNumber(entry.TileId)))![0].ShouldBe((byte)0x1A);
        }

        Encoding.UTF8.GetString(await archive.ReadMetadataAsync()).ShouldContain("OpenStreetMap");
    }

    [Fact]
    public async Task Writer_MoreEntriesThanTheRootHolds_WritesLeavesAndDeduplicates()
    {
        Random random = new(1);
        SortedDictionary<ulong, byte[]> tiles = [];
        for (ulong id = 1000; tiles.Count < 30000; id += (ulong)random.Next(1, 40))
        {
            tiles[id] = Encoding.ASCII.GetBytes(random.Next(3) == 0 ? "sea" : $"tile {random.Next()}");
        }

        string path = await WriteAsync(tiles);
        PmTilesReader archive = await PmTilesReader.OpenAsync(new FileRangeReader(path));
        archive.Header.LeavesLength.ShouldBeGreaterThan(0UL);
        archive.Header.RootLength.ShouldBeLessThanOrEqualTo(16257UL);
        archive.Header.AddressedTiles.ShouldBe(30000UL);
        archive.Header.TileContents.ShouldBe((ulong)tiles.Values.Select(Encoding.ASCII.GetString).Distinct().Count());
        foreach ((ulong id, byte[] content) in tiles.Where((_, i) => i % 50 == 0))
        {
            (await archive.ReadTileAsync(TileId.FromNumber(id)))!.ShouldBe(content);
            byte[]? next = await archive.ReadTileAsync(TileId.FromNumber(id + 1));
            (next is not null).ShouldBe(tiles.ContainsKey(id + 1));
        }
    }

    [Fact]
    public async Task Writer_RunOfEqualTiles_IsOneEntry()
    {
        SortedDictionary<ulong, byte[]> tiles = new(Enumerable.Range(5, 16).ToDictionary(i => (ulong)i, _ => "sea"u8.ToArray()));
        PmTilesReader archive = await PmTilesReader.OpenAsync(new FileRangeReader(await WriteAsync(tiles)));
        (archive.Header.TileEntries, archive.Header.TileContents, archive.Header.AddressedTiles).ShouldBe((1UL, 1UL, 16UL));
        (await archive.ReadTileAsync(TileId.FromNumber(20)))!.ShouldBe("sea"u8.ToArray());
        (await archive.ReadTileAsync(TileId.FromNumber(21))).ShouldBeNull();
    }

    [Fact]
    public void Writer_TilesOutOfOrder_Throws()
    {
        using PmTilesWriter writer = new();
        writer.Add(7, [1]);
        Should.Throw<ArgumentException>(() => writer.Add(7, [2]));
    }

    [Fact]
    public async Task Reader_CutShort_Throws()
    {
        string path = await WriteAsync(new SortedDictionary<ulong, byte[]> { [1] = [1, 2, 3] });
        byte[] content = await File.ReadAllBytesAsync(path);
        await File.WriteAllBytesAsync(path, content[..130]);
        await Should.ThrowAsync<InvalidDataException>(() => PmTilesReader.OpenAsync(new FileRangeReader(path)));
        await File.WriteAllBytesAsync(path, content[..^2]);
        PmTilesReader archive = await PmTilesReader.OpenAsync(new FileRangeReader(path));
        await Should.ThrowAsync<InvalidDataException>(() => archive.ReadTileAsync(TileId.FromNumber(1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Reader_OtherCompressions_ReadsTiles(byte compression)
    {
        PmTilesReader archive = await PmTilesReader.OpenAsync(new FileRangeReader(await WriteByHandAsync(compression)));
        (await archive.ReadTileAsync(TileId.FromNumber(3)))!.ShouldBe("tile"u8.ToArray());
    }

    [Fact]
    public async Task Reader_UnknownCompression_IsRefusedByNumber()
    {
        string path = await WriteByHandAsync(1);
        byte[] content = await File.ReadAllBytesAsync(path);
        content[97] = 9;
        await File.WriteAllBytesAsync(path, content);
        (await Should.ThrowAsync<NotSupportedException>(() => PmTilesReader.OpenAsync(new FileRangeReader(path)))).Message.ShouldContain("compression 9");
    }

    [Fact]
    public async Task ListAsync_DirectoryOfItself_Ends()
    {
        // Run length 0 and the leaf section's first 5 bytes: the leaf is the root again.
        byte[] directory = [1, 3, 0, 5, 1];
        PmTilesReader archive = await PmTilesReader.OpenAsync(new FileRangeReader(await WriteByHandAsync(1, directory, directory)));
        (await Should.ThrowAsync<InvalidDataException>(async () => await archive.ListAsync().ToListAsync())).Message.ShouldContain("levels");
    }

    [Fact]
    public async Task ListAsync_OneLeafManyTimes_Ends()
    {
        // Three entries with ids 0, 1 and 2, all of them the leaf at 0; the leaf has tiles 0 and 1.
        byte[] root = [3, 0, 1, 1, 0, 0, 0, 9, 9, 9, 1, 1, 1];
        byte[] leaf = [2, 0, 1, 1, 1, 4, 4, 1, 1];
        PmTilesReader archive = await PmTilesReader.OpenAsync(new FileRangeReader(await WriteByHandAsync(1, root, leaf)));
        (await Should.ThrowAsync<InvalidDataException>(async () => await archive.ListAsync().ToListAsync())).Message.ShouldContain("ids rise");
    }

    /// <summary>An archive of one tile, put together by the specification; or one with directories of the test's own.</summary>
    private async Task<string> WriteByHandAsync(byte compression, byte[]? ownRoot = null, byte[]? leaves = null)
    {
        // One entry: count, id, run length, length, offset + 1 (section 4.2).
        byte[] tile = Pack("tile"u8.ToArray(), compression);
        byte[] root = ownRoot ?? Pack([1, 3, 1, (byte)tile.Length, 1], compression);
        leaves ??= [];
        byte[] json = Pack("{}"u8.ToArray(), compression);
        ulong end = PmTilesHeader.Size + (ulong)root.Length;
        byte[] head = new byte[PmTilesHeader.Size];
        new PmTilesHeader
        {
            RootOffset = PmTilesHeader.Size,
            RootLength = (ulong)root.Length,
            MetadataOffset = end,
            MetadataLength = (ulong)json.Length,
            LeavesOffset = end + (ulong)json.Length,
            LeavesLength = (ulong)leaves.Length,
            DataOffset = end + (ulong)(json.Length + leaves.Length),
            DataLength = (ulong)tile.Length,
            AddressedTiles = 1,
            TileEntries = 1,
            TileContents = 1,
            InternalCompression = compression,
            TileCompression = compression,
            MinZoom = 1,
            MaxZoom = 1,
            Bounds = [-180, -85, 180, 85],
            CentreZoom = 1,
            Centre = [0, 0],
        }.Write(head);
        string path = Path.Combine(_folder.FullName, "hand.pmtiles");
        await File.WriteAllBytesAsync(path, [.. head, .. root, .. json, .. leaves, .. tile]);
        return path;
    }

    private static byte[] Pack(byte[] content, byte compression)
    {
        byte[] buffer = new byte[1000];
        switch (compression)
        {
            case 3:
                System.IO.Compression.BrotliEncoder.TryCompress(content, buffer, out int brotli).ShouldBeTrue();
                return buffer[..brotli];
            case 4:
                return buffer[..RasterFlow.Storage.Compression.ZstdCodec.Compress(content, buffer)];
            default:
                return content;
        }
    }

    private async Task<string> WriteAsync(SortedDictionary<ulong, byte[]> tiles)
    {
        string path = Path.Combine(_folder.FullName, "test.pmtiles");
        using PmTilesWriter writer = new();
        foreach ((ulong id, byte[] content) in tiles)
        {
            writer.Add(id, Gzip.Compress(content));
        }

        await using FileStream file = File.Create(path);
        await writer.FinishAsync(file, "{}"u8.ToArray(), 0, 14, [10, 40, 11, 41]);
        return path;
    }
}
