using RasterFlow.Imagery;
using RasterFlow.Storage;

namespace RasterFlow.Tests.Imagery;

/// <summary>How requests for tiles are made: several at once but not more, and none left when nobody waits any more.</summary>
public sealed class TileFetcherTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Fetch_TilesFarApart_AreAskedForSeveralAtOnceButNoMore()
    {
        GatedReader reader = await GatedReader.OpenAsync();
        TileFetcher fetcher = new(reader.File, concurrency: 3);

        Task fetch = fetcher.FetchAsync(reader.File.Full, reader.Tiles, (_, _) => { }, CancellationToken.None);
        await reader.Waiting(3).WaitAsync(Patience);
        reader.Open();
        await fetch.WaitAsync(Patience);

        reader.MostAtOnce.ShouldBe(3);
        reader.Asked.ShouldBe(reader.Tiles.Count);
    }

    [Fact]
    public async Task Fetch_Cancelled_StopsRequestsUnderWayAndMakesNoMore()
    {
        GatedReader reader = await GatedReader.OpenAsync();
        TileFetcher fetcher = new(reader.File, concurrency: 3);
        using CancellationTokenSource cancel = new();

        Task fetch = fetcher.FetchAsync(reader.File.Full, reader.Tiles, (_, _) => { }, cancel.Token);
        await reader.Waiting(3).WaitAsync(Patience);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => fetch.WaitAsync(Patience));

        reader.Asked.ShouldBe(3);
        reader.UnderWay.ShouldBe(0);
    }

    /// <summary>One failed request ends the others: their pixels would be thrown away.</summary>
    [Fact]
    public async Task Fetch_OneRequestFails_StopsTheOthers()
    {
        GatedReader reader = await GatedReader.OpenAsync(failsAt: 3);
        TileFetcher fetcher = new(reader.File, concurrency: 3);

        await Should.ThrowAsync<IOException>(() => fetcher.FetchAsync(reader.File.Full, reader.Tiles, (_, _) => { }, CancellationToken.None).WaitAsync(Patience));

        reader.Asked.ShouldBe(3);
        reader.UnderWay.ShouldBe(0);
    }

    /// <summary>Holds every request for tiles until it is opened or the request is cancelled.</summary>
    private sealed class GatedReader(IRangeReader inner, int failsAt) : IRangeReader
    {
        private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _lock = new();
        private CogFile? _file;
        private int _wanted = int.MaxValue;

        public CogFile File => _file!;

        /// <summary>Tiles of 128 KiB with as much between them: too far apart to be joined.</summary>
        public List<int> Tiles { get; } = [0, 2, 4, 6, 8, 10, 12, 14];

        public int Asked { get; private set; }

        public int UnderWay { get; private set; }

        public int MostAtOnce { get; private set; }

        public string Name => inner.Name;

        public static async Task<GatedReader> OpenAsync(int failsAt = -1)
        {
            TestTiff tiff = new() { Width = 1024, Height = 1024, Tile = 256, Compression = 1, Value = (_, _, _, _) => 7 };
            GatedReader reader = new(new MemoryRangeReader(tiff.Write()), failsAt);
            reader._file = await CogFile.OpenAsync(reader);
            return reader;
        }

        public void Open() => _gate.SetResult();

        /// <summary>Ends when so many requests wait.</summary>
        public Task Waiting(int requests)
        {
            lock (_lock)
            {
                _wanted = requests;
                Signal();
            }

            return _waiting.Task;
        }

        public async Task<int> ReadAsync(long offsetBytes, Memory<byte> destination, CancellationToken cancellationToken = default)
        {
            if (_file is null)
            {
                return await inner.ReadAsync(offsetBytes, destination, cancellationToken);
            }

            int number;
            lock (_lock)
            {
                number = ++Asked;
                UnderWay++;
                MostAtOnce = Math.Max(MostAtOnce, UnderWay);
                Signal();
            }

            try
            {
                if (number == failsAt)
                {
                    throw new IOException("The server has had enough.");
                }

                await _gate.Task.WaitAsync(cancellationToken);
                return await inner.ReadAsync(offsetBytes, destination, cancellationToken);
            }
            finally
            {
                lock (_lock)
                {
                    UnderWay--;
                }
            }
        }

        private void Signal()
        {
            if (UnderWay >= _wanted)
            {
                _waiting.TrySetResult();
            }
        }
    }
}
