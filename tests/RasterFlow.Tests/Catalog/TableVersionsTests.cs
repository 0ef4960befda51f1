using System.Text;
using System.Text.Json.Nodes;
using RasterFlow.Catalog;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;
using static RasterFlow.Tests.Catalog.CatalogSamples;

namespace RasterFlow.Tests.Catalog;

/// <summary>What a table's folder may look like after crashes, races, other engines and vandals.</summary>
public sealed class TableVersionsTests : IDisposable
{
    private const string Hint = "catalog/fields/metadata/version-hint.text";
    private readonly string _folder = Directory.CreateTempSubdirectory("versions-").FullName;

    private FileObjectStore Store => new(_folder);

    private TableCatalog Catalog => new(Store);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Get_HintMissing_FindsTheLatestVersion()
    {
        await CommitAsync(12);
        await Store.DeleteAsync(Hint);

        (await Catalog.GetAsync("fields"))!.Version.ShouldBe(12);
    }

    /// <summary>A writer that dies after its version and before the hint.</summary>
    [Fact]
    public async Task Commit_HintStale_GoesOnFromTheLatestVersionAndMendsIt()
    {
        await CommitAsync(3);
        await Store.WriteAsync(Hint, "1"u8.ToArray());

        CatalogTable table = await Catalog.AppendAsync("fields", Definition, Commit("late", await WriteBytesAsync(Store, 9)));

        table.Version.ShouldBe(4);
        Encoding.ASCII.GetString((await Store.ReadAsync(Hint))!).ShouldBe("4");
    }

    /// <summary>A slow writer of an older version comes last.</summary>
    [Fact]
    public async Task Hint_OfAnOlderVersion_DoesNotReplaceANewerOne()
    {
        await CommitAsync(3);

        await new TableVersions(Store, "catalog/fields/metadata").HintAsync(2, default);

        Encoding.ASCII.GetString((await Store.ReadAsync(Hint))!).ShouldBe("3");
    }

    /// <summary>Forty commits of before are still busy with their hints: each gets in between reading and writing this one's.</summary>
    [Fact]
    public async Task Hint_ManyOthersAreFaster_NamesTheLatestInTheEnd()
    {
        await CommitAsync(1);

        await new TableVersions(new OvertakingStore(Store, overtakings: 40), "catalog/fields/metadata").HintAsync(50, default);

        Encoding.ASCII.GetString((await Store.ReadAsync(Hint))!).ShouldBe("50");
    }

    /// <summary>The answer to a write that succeeded is lost, and the client's own second try finds its own object.</summary>
    [Fact]
    public async Task Commit_OwnWriteSeemsBeaten_IsRecognizedAndKept()
    {
        CatalogDataFile file = await WriteBytesAsync(Store, 5);

        CatalogTable table = await new TableCatalog(new ForgetfulStore(Store)).AppendAsync("fields", Definition, Commit("a", file));

        (table.Version, table.Rows).ShouldBe((1, 5L));
        (await Catalog.ListFilesAsync("fields")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Commit_AlwaysBeaten_GivesUpAndSaysSo()
    {
        TableCatalog beaten = new(new BeatenStore(Store)) { Attempts = 4 };

        CatalogConflictException e = await Should.ThrowAsync<CatalogConflictException>(() => beaten.CreateOrReplaceAsync("fields", Definition, Commit("a")));

        (e.Table, e.Attempts).ShouldBe(("fields", 4));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"format-version":3}""")]
    [InlineData("""{"format-version":2,"last-sequence-number":0,"last-column-id":1,"current-schema-id":7,"schemas":[],"partition-specs":[],"default-spec-id":0}""")]
    public async Task Get_DamagedMetadata_NamesIt(string content)
    {
        await Store.WriteAsync("catalog/fields/metadata/v1.metadata.json", Encoding.UTF8.GetBytes(content));

        (await Should.ThrowAsync<InvalidDataException>(() => Catalog.GetAsync("fields"))).Message.ShouldContain("v1.metadata.json");
        await Should.ThrowAsync<InvalidDataException>(() => Catalog.AppendAsync("fields", Definition, Commit("a")));
    }

    [Theory]
    [InlineData("snap-")]
    [InlineData("-m0.avro")]
    public async Task Append_DamagedManifest_NamesItAndChangesNothing(string part)
    {
        await CommitAsync(1);
        string key = (await Store.ListAsync("catalog/fields/metadata/").ToListAsync()).Select(entry => entry.Key).Single(name => name.Contains(part, StringComparison.Ordinal));
        byte[] content = (await Store.ReadAsync(key))!;
        await Store.WriteAsync(key, content.AsMemory(0, content.Length / 2));

        InvalidDataException e = await Should.ThrowAsync<InvalidDataException>(async () =>
            await Catalog.AppendAsync("fields", Definition, Commit("b", await WriteBytesAsync(Store, 9))));

        e.Message.ShouldContain(Path.GetFileName(key));
        File.Exists(Path.Combine(_folder, "catalog/fields/metadata/v2.metadata.json")).ShouldBeFalse();
    }

    [Fact]
    public async Task Append_PartitionedTable_IsRefused()
    {
        await CommitAsync(1);
        await EditAsync(metadata => metadata["partition-specs"]![0]!["fields"]!.AsArray().Add(new JsonObject { ["source-id"] = 3, ["field-id"] = 1000, ["name"] = "layer", ["transform"] = "identity" }));

        (await Should.ThrowAsync<TableMismatchException>(() => Catalog.AppendAsync("fields", Definition, Commit("b")))).Message.ShouldContain("partitioned");
    }

    /// <summary>What another engine left in the metadata is none of our business, and stays.</summary>
    [Fact]
    public async Task Append_MembersOfOthers_AreKept()
    {
        await CommitAsync(1);
        await EditAsync(metadata =>
        {
            metadata["properties"]!["owner"] = "somebody";
            metadata["statistics"] = new JsonArray(new JsonObject { ["snapshot-id"] = 1 });
        });

        await Catalog.AppendAsync("fields", Definition, Commit("b", await WriteBytesAsync(Store, 2)));

        JsonNode after = JsonNode.Parse((await Store.ReadAsync("catalog/fields/metadata/v2.metadata.json"))!)!;
        ((string?)after["properties"]!["owner"]).ShouldBe("somebody");
        after["statistics"]!.AsArray().Count.ShouldBe(1);
    }

    private async Task CommitAsync(int times)
    {
        for (int i = 0; i < times; i++)
        {
            await Catalog.AppendAsync("fields", Definition, Commit($"{i}", await WriteBytesAsync(Store, i)));
        }
    }

    private async Task EditAsync(Action<JsonNode> edit)
    {
        const string Key = "catalog/fields/metadata/v1.metadata.json";
        JsonNode metadata = JsonNode.Parse((await Store.ReadAsync(Key))!)!;
        edit(metadata);
        await Store.WriteAsync(Key, Encoding.UTF8.GetBytes(metadata.ToJsonString()));
    }

    /// <summary>Does every conditional write, and says of metadata that somebody else was faster.</summary>
    private sealed class ForgetfulStore(IObjectStore inner) : WrappedStore(inner)
    {
        public override async Task<bool> TryReplaceAsync(string key, ReadOnlyMemory<byte> content, string? expectedTag, CancellationToken cancellationToken = default) =>
            await base.TryReplaceAsync(key, content, expectedTag, cancellationToken) && !key.EndsWith(".metadata.json", StringComparison.Ordinal);
    }

    /// <summary>Somebody else is always faster.</summary>
    /// <summary>Before each of the first writes of the hint somebody else's, of the next version, comes through.</summary>
    private sealed class OvertakingStore(IObjectStore inner, int overtakings) : WrappedStore(inner)
    {
        private int _version = 1;

        public override async Task<bool> TryReplaceAsync(string key, ReadOnlyMemory<byte> content, string? expectedTag, CancellationToken cancellationToken = default)
        {
            if (_version <= overtakings)
            {
                await WriteAsync(key, Encoding.ASCII.GetBytes($"{++_version}"), cancellationToken);
            }

            return await base.TryReplaceAsync(key, content, expectedTag, cancellationToken);
        }
    }

    private sealed class BeatenStore(IObjectStore inner) : WrappedStore(inner)
    {
        public override Task<bool> TryReplaceAsync(string key, ReadOnlyMemory<byte> content, string? expectedTag, CancellationToken cancellationToken = default) =>
            Task.FromResult(false);
    }
}
