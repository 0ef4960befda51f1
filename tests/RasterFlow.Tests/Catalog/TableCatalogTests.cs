using Azure.Storage.Blobs;
using RasterFlow.Catalog;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Catalog;

public sealed class TableCatalogTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IDisposable
{
    private static readonly CatalogColumn[] Columns = [new("geometry", "binary"), new("layer", "string")];
    private readonly string _folder = Directory.CreateTempSubdirectory("catalog-").FullName;

    private TableCatalog Catalog => new(new FileObjectStore(_folder));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Get_NoSuchTable_ReturnsNull() => (await Catalog.GetAsync("fields")).ShouldBeNull();

    [Fact]
    public async Task CreateOrReplace_NewTable_CanBeRead()
    {
        CatalogTable written = await Catalog.CreateOrReplaceAsync("org.fields", Columns, [File(2), File(1)]);

        CatalogTable read = (await Catalog.GetAsync("org.fields"))!;
        (read.Name, read.Snapshot, written.Snapshot).ShouldBe(("org.fields", 1L, 1L));
        read.Columns.ShouldBe(Columns);
        read.Files.ShouldBe([File(1), File(2)]);
    }

    [Fact]
    public async Task CreateOrReplace_ExistingTable_ReplacesFilesAndCountsOn()
    {
        await Catalog.CreateOrReplaceAsync("fields", Columns, [File(1)]);

        CatalogTable replaced = await Catalog.CreateOrReplaceAsync("fields", Columns[..1], [File(2)]);

        replaced.Snapshot.ShouldBe(2);
        replaced.Columns.ShouldBe(Columns[..1]);
        replaced.Files.ShouldBe([File(2)]);
    }

    [Fact]
    public async Task Commit_Repeated_ChangesNothing()
    {
        await Catalog.CreateOrReplaceAsync("fields", Columns, [File(1)]);
        CatalogTable first = await Catalog.AppendAsync("fields", [File(2)]);
        byte[] document = await DocumentAsync();

        CatalogTable second = await Catalog.AppendAsync("fields", [File(2)]);

        second.Snapshot.ShouldBe(first.Snapshot);
        (await DocumentAsync()).ShouldBe(document);
    }

    [Fact]
    public async Task Append_FileWrittenAnew_UpdatesItsEntry()
    {
        await Catalog.CreateOrReplaceAsync("fields", Columns, [File(1), File(2)]);

        CatalogTable table = await Catalog.AppendAsync("fields", [File(1) with { Rows = 99 }]);

        table.Files.ShouldBe([File(1) with { Rows = 99 }, File(2)]);
    }

    [Fact]
    public async Task Append_InOtherOrder_GivesSameDocument()
    {
        await Catalog.CreateOrReplaceAsync("fields", Columns, []);
        await Catalog.AppendAsync("fields", [File(1)]);
        await Catalog.AppendAsync("fields", [File(2)]);
        byte[] document = await DocumentAsync();
        System.IO.File.Delete(Path.Combine(_folder, "catalog", "fields.json"));

        await Catalog.CreateOrReplaceAsync("fields", Columns, []);
        await Catalog.AppendAsync("fields", [File(2)]);
        await Catalog.AppendAsync("fields", [File(1)]);

        (await DocumentAsync()).ShouldBe(document);
    }

    [Fact]
    public async Task Append_NoSuchTable_Throws() =>
        (await Should.ThrowAsync<KeyNotFoundException>(() => Catalog.AppendAsync("fields", [File(1)]))).Message.ShouldContain("'fields'");

    [Fact]
    public async Task Commit_FileListedTwice_Throws() =>
        await Should.ThrowAsync<ArgumentException>(() => Catalog.CreateOrReplaceAsync("fields", Columns, [File(1), File(1)]));

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
    public async Task Get_NameOf128Characters_IsTheLongest()
    {
        (await Catalog.GetAsync(new string('a', 128))).ShouldBeNull();
        await Should.ThrowAsync<ArgumentException>(() => Catalog.GetAsync(new string('a', 129)));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"formatVersion":2,"table":{"name":"fields","snapshot":1,"columns":[],"files":[]}}""")]
    public async Task Get_DamagedDocument_NamesIt(string content)
    {
        await new FileObjectStore(_folder).WriteAsync("catalog/fields.json", System.Text.Encoding.UTF8.GetBytes(content));

        (await Should.ThrowAsync<InvalidDataException>(() => Catalog.GetAsync("fields"))).Message.ShouldContain("catalog/fields.json");
    }

    [Fact]
    public async Task Commit_AlwaysBeaten_GivesUpAndSaysSo()
    {
        IObjectStore beaten = NSubstitute.Substitute.For<IObjectStore>();

        CatalogConflictException e = await Should.ThrowAsync<CatalogConflictException>(() => new TableCatalog(beaten).CreateOrReplaceAsync("fields", Columns, []));

        e.Table.ShouldBe("fields");
        NSubstitute.SubstituteExtensions.ReceivedCalls(beaten).Count(call => call.GetMethodInfo().Name == nameof(IObjectStore.TryReplaceAsync)).ShouldBe(e.Attempts);
    }

    [Fact]
    public Task Append_FiftyAtOnceOnFiles_LosesNothing() => AppendFiftyAtOnceAsync(new FileObjectStore(_folder));

    [Fact]
    public async Task Append_FiftyAtOnceOnBlobs_LosesNothing()
    {
        BlobContainerClient container = await azurite.CreateContainerAsync();

        await AppendFiftyAtOnceAsync(new BlobObjectStore(container));
    }

    private static async Task AppendFiftyAtOnceAsync(IObjectStore store)
    {
        await new TableCatalog(store).CreateOrReplaceAsync("fields", Columns, []);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => new TableCatalog(store).AppendAsync("fields", [File(i)]))));

        CatalogTable table = (await new TableCatalog(store).GetAsync("fields"))!;
        table.Files.ShouldBe(Enumerable.Range(0, 50).Select(File));
        table.Files.Sum(file => file.Rows).ShouldBe(Enumerable.Range(0, 50).Sum());
        table.Snapshot.ShouldBe(51);
    }

    private static CatalogDataFile File(int i) => new($"vectors/part-{i:D4}.parquet", i, 100 + i, new CatalogBox(i, -i, i + 1, -i + 1));

    private async Task<byte[]> DocumentAsync() => (await new FileObjectStore(_folder).ReadAsync("catalog/fields.json"))!;
}
