using System.Globalization;
using System.Text;
using RasterFlow.Storage;

namespace RasterFlow.Tests.Storage;

/// <summary>Conditional writes of stores that share nothing but their folder, as those of several processes do.</summary>
public sealed class FileObjectStoreTests : IDisposable
{
    private const int Writers = 8;

    private readonly string _folder = Directory.CreateTempSubdirectory("objects-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task TryReplace_ManyMakeTheSameObject_OneSucceeds()
    {
        for (int round = 0; round < 40; round++)
        {
            string key = $"table/v{round}.json";

            bool[] succeeded = await AtOnceAsync((store, writer) => store.TryReplaceAsync(key, new[] { (byte)writer }, expectedTag: null));

            byte winner = (byte)succeeded.Index().Where(static item => item.Item).ShouldHaveSingleItem().Index;
            (await new FileObjectStore(_folder).ReadAsync(key)).ShouldBe([winner]);
        }

        Directory.EnumerateFiles(_folder, "*.partial", SearchOption.AllDirectories).ShouldBeEmpty("lost attempts leave nothing behind");
    }

    [Fact]
    public async Task TryReplace_ManyCountInOneObject_LosesNone()
    {
        const int Each = 25;
        await new FileObjectStore(_folder).WriteAsync("count", "0"u8.ToArray());

        await AtOnceAsync(async (store, _) =>
        {
            for (int done = 0; done < Each;)
            {
                TaggedObject current = (await store.ReadTaggedAsync("count"))!;
                int count = int.Parse(Encoding.ASCII.GetString(current.Content.Span), CultureInfo.InvariantCulture);
                done += await store.TryReplaceAsync("count", Encoding.ASCII.GetBytes($"{count + 1}"), current.Tag) ? 1 : 0;
            }

            return true;
        });

        File.ReadAllText(Path.Combine(_folder, "count")).ShouldBe($"{Writers * Each}");
        (await new FileObjectStore(_folder).ListAsync("").ToListAsync()).ShouldHaveSingleItem().Key.ShouldBe("count", "locks are no objects");
    }

    [Fact]
    public async Task TryReplace_OtherTag_WritesNothing()
    {
        FileObjectStore store = new(_folder);
        await store.WriteAsync("a", "1"u8.ToArray());
        string first = (await store.ReadTaggedAsync("a"))!.Tag;
        await store.WriteAsync("a", "2"u8.ToArray());

        (await store.TryReplaceAsync("a", "3"u8.ToArray(), first)).ShouldBeFalse();
        (await store.TryReplaceAsync("a", "3"u8.ToArray(), expectedTag: null)).ShouldBeFalse();
        (await store.TryReplaceAsync("b", "3"u8.ToArray(), first)).ShouldBeFalse();

        Directory.EnumerateFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe([".a.lock", "a"]);
        File.ReadAllText(Path.Combine(_folder, "a")).ShouldBe("2");
    }

    /// <summary>Runs all writers from the same moment on, each on a thread and with a store of its own.</summary>
    private async Task<bool[]> AtOnceAsync(Func<FileObjectStore, int, Task<bool>> write)
    {
        using Barrier start = new(Writers);
        return await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Factory.StartNew(
            () =>
            {
                FileObjectStore store = new(_folder);
                start.SignalAndWait();
                return write(store, writer);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));
    }
}
