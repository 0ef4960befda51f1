using Azure.Storage.Blobs;
using RasterFlow.Catalog;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;
using RasterFlow.Vectors;
using static RasterFlow.Tests.Catalog.CatalogSamples;

namespace RasterFlow.Tests.Catalog;

public sealed class TableCatalogTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("catalog-").FullName;

    private FileObjectStore Store => new(_folder);

    private TableCatalog Catalog => new(Store);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Get_NoSuchTable_ReturnsNull() => (await Catalog.GetAsync("fields")).ShouldBeNull();

    [Fact]
    public async Task CreateOrReplace_NewTable_OwnsCopiesOfItsFiles()
    {
        CatalogDataFile file = await WriteBytesAsync(Store, 7);

        CatalogTable table = await Catalog.CreateOrReplaceAsync("org.fields", Definition, Commit("a", file));

        (table.Version, table.Rows, table.DataFiles).ShouldBe((1, 7L, 1));
        (await Catalog.GetAsync("org.fields")).ShouldBe(table);
        string address = (await Catalog.ListFilesAsync("org.fields")).ShouldHaveSingleItem();
        address.ShouldStartWith(table.Location + "/data/");
        File.ReadAllBytes(new Uri(address).LocalPath).ShouldBe(File.ReadAllBytes(Path.Combine(_folder, file.Key)));
    }

    [Fact]
    public async Task CreateOrReplace_ExistingTable_ReplacesRowsAndKeepsHistory()
    {
        await Catalog.CreateOrReplaceAsync("fields", Definition, Commit("a", await WriteBytesAsync(Store, 1)));

        CatalogTable replaced = await Catalog.CreateOrReplaceAsync("fields", Definition, Commit("b", await WriteBytesAsync(Store, 2)));

        (replaced.Version, replaced.Rows, replaced.DataFiles).ShouldBe((2, 2L, 1));
        File.Exists(Path.Combine(_folder, "catalog/fields/metadata/v1.metadata.json")).ShouldBeTrue();
    }

    [Fact]
    public async Task Append_NoSuchTable_CreatesIt() =>
        (await Catalog.AppendAsync("fields", Definition, Commit("a", await WriteBytesAsync(Store, 3)))).Rows.ShouldBe(3);

    [Fact]
    public async Task Commit_Repeated_AddsItsRowsOnce()
    {
        CatalogDataFile first = await WriteBytesAsync(Store, 1);
        CatalogDataFile second = await WriteBytesAsync(Store, 2);
        await Catalog.AppendAsync("fields", Definition, Commit("a", first));
        CatalogTable once = await Catalog.AppendAsync("fields", Definition, Commit("b", second));

        (await Catalog.AppendAsync("fields", Definition, Commit("b", second))).ShouldBe(once);
        (await Catalog.AppendAsync("fields", Definition, Commit("a", first))).ShouldBe(once);
    }

    /// <summary>A late second try of a job must not bring its rows into the table that has replaced them.</summary>
    [Fact]
    public async Task Commit_RepeatedAfterReplacement_ChangesNothing()
    {
        CatalogDataFile old = await WriteBytesAsync(Store, 1);
        await Catalog.AppendAsync("fields", Definition, Commit("a", old));
        CatalogTable replaced = await Catalog.CreateOrReplaceAsync("fields", Definition, Commit("b", await WriteBytesAsync(Store, 2)));

        (await Catalog.AppendAsync("fields", Definition, Commit("a", old))).ShouldBe(replaced);
    }

    /// <summary>Two jobs that found the same vectors in the cache.</summary>
    [Fact]
    public async Task Append_FileThatTheTableHas_IsNotAddedAgain()
    {
        CatalogDataFile shared = await WriteBytesAsync(Store, 4);
        await Catalog.AppendAsync("fields", Definition, Commit("a", shared));

        CatalogTable table = await Catalog.AppendAsync("fields", Definition, Commit("b", shared, await WriteBytesAsync(Store, 5)));

        (table.Rows, table.DataFiles).ShouldBe((9L, 2));
    }

    [Fact]
    public async Task Append_ManyTimes_MergesManifestsAndKeepsEveryFile()
    {
        const int Commits = 25;
        TableCatalog merging = new(Store) { MostManifests = 10 };
        for (int i = 0; i < Commits; i++)
        {
            await merging.AppendAsync("fields", Definition, Commit($"{i}", await WriteBytesAsync(Store, i)));
        }

        CatalogTable table = (await Catalog.GetAsync("fields"))!;
        (table.Version, table.Rows, table.DataFiles).ShouldBe((Commits, Commits * (Commits - 1) / 2, Commits));
        (await Catalog.ListFilesAsync("fields")).Distinct().Count().ShouldBe(Commits);
    }

    [Fact]
    public async Task Append_OtherReferenceSystem_IsRefused()
    {
        await Catalog.AppendAsync("fields", Definition, Commit("a"));

        TableMismatchException e = await Should.ThrowAsync<TableMismatchException>(() => Catalog.AppendAsync("fields", VectorTable.For("EPSG:32614"), Commit("b")));

        e.Message.ShouldContain("EPSG:4326");
        e.Message.ShouldContain("EPSG:32614");
    }

    [Fact]
    public async Task Append_RowsWithANewColumn_AddsItToTheTable()
    {
        await Catalog.CreateOrReplaceAsync("fields", Definition with { Fields = [.. Definition.Fields.Where(field => field.Name != "score_std")] }, Commit("a"));

        await Catalog.AppendAsync("fields", Definition, Commit("b", await WriteBytesAsync(Store, 1)));

        TableMetadata metadata = (await new TableVersions(Store, "catalog/fields/metadata").LoadAsync(default))!.Metadata;
        TableField.FromSchema(metadata.CurrentSchema)[^1].ShouldSatisfyAllConditions(
            field => field.Name.ShouldBe("score_std"), field => field.IsRequired.ShouldBeFalse());
    }

    [Fact]
    public async Task Append_ColumnOfAnotherType_IsRefused()
    {
        TableField[] fields = [.. Definition.Fields.Select(field => field.Name == "pixels" ? field with { Type = "string" } : field)];
        await Catalog.CreateOrReplaceAsync("fields", Definition with { Fields = fields }, Commit("a"));

        (await Should.ThrowAsync<TableMismatchException>(() => Catalog.AppendAsync("fields", Definition, Commit("b")))).Message.ShouldContain("'pixels'");
    }

    [Fact]
    public async Task Commit_FileListedTwice_Throws()
    {
        CatalogDataFile file = await WriteBytesAsync(Store, 1);

        await Should.ThrowAsync<ArgumentException>(() => Catalog.CreateOrReplaceAsync("fields", Definition, Commit("a", file, file)));
    }

    [Fact]
    public async Task Commit_FileMissing_NamesItAndMakesNoTable()
    {
        CatalogDataFile missing = new("vectors/none.parquet", 1, 1, []);

        (await Should.ThrowAsync<FileNotFoundException>(() => Catalog.AppendAsync("fields", Definition, Commit("a", missing)))).Message.ShouldContain("vectors/none.parquet");
        (await Catalog.GetAsync("fields")).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("../fields")]
    [InlineData("a/b")]
    [InlineData("a..b")]
    [InlineData("a.")]
    [InlineData(".a")]
    [InlineData("-a")]
    [InlineData("fields\n")]
    [InlineData("poля")]
    public async Task Get_BadName_Throws(string name) => await Should.ThrowAsync<ArgumentException>(() => Catalog.GetAsync(name));

    [Fact]
    public Task Append_FiftyAtOnceOnFiles_LosesNothing() => AppendFiftyAtOnceAsync(Store);

    [Fact]
    public async Task Append_FiftyAtOnceOnBlobs_LosesNothing()
    {
        BlobContainerClient container = await azurite.CreateContainerAsync();

        await AppendFiftyAtOnceAsync(new BlobObjectStore(container));
    }

    private static async Task AppendFiftyAtOnceAsync(IObjectStore store)
    {
        const int Commits = 50;
        CatalogDataFile[] files = await Task.WhenAll(Enumerable.Range(0, Commits).Select(i => WriteBytesAsync(store, i)));

        await Task.WhenAll(files.Select((file, i) => Task.Run(() => new TableCatalog(store).AppendAsync("fields", Definition, Commit($"{i}", file)))));

        CatalogTable table = (await new TableCatalog(store).GetAsync("fields"))!;
        (table.Version, table.Rows, table.DataFiles).ShouldBe((Commits, Commits * (Commits - 1) / 2, Commits));
        (await new TableCatalog(store).ListFilesAsync("fields")).Distinct().Count().ShouldBe(Commits);
        (await store.ListAsync("catalog/fields/metadata/snap-").CountAsync()).ShouldBe(Commits, "lost attempts leave nothing behind");
    }
}
