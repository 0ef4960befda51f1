using NetTopologySuite.Operation.Valid;
using RasterFlow.Storage;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Vectors;

public sealed class VectorizeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rasterflow-vectors-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task StitchAsync_EveryBlockSize_WritesTheSameBytes()
    {
        MemoryScores scores = new(90, 70);
        (VectorResult whole, IObjectStore expected) = await RunAsync(scores, 128);
        foreach (int blockSize in (int[])[7, 32, 50])
        {
            (VectorResult result, IObjectStore store) = await RunAsync(scores, blockSize);
            result.Parts.Count.ShouldBe(whole.Parts.Count);
            foreach (VectorPart part in result.Parts)
            {
                (await store.ReadAsync(part.Key))!.ShouldBe((await expected.ReadAsync(part.Key))!, $"block size {blockSize}, {part.Key}");
            }
        }
    }

    [Fact]
    public async Task StitchAsync_TwoLabelsAndTimes_CountsEveryPixelOnce()
    {
        MemoryScores scores = new(90, 70);
        (VectorResult result, IObjectStore store) = await RunAsync(scores, 32);
        List<VectorFeature> features = await VectorParts.ReadAsync(store, result.Parts.Select(part => part.Key)).ToListAsync();
        for (int label = 0; label < 2; label++)
        {
            long expected = Enumerable.Range(0, 2 * 90 * 70).Count(i => MemoryScores.ScoreAt(i / 6300, label + 1, i % 6300 % 90, i % 6300 / 90) > 0.5f);
            result.Labels[label].Pixels.ShouldBe(expected);
            features.Where(f => f.Label == result.Labels[label].Label).Sum(f => f.Pixels).ShouldBe(expected);
        }

        features.Count.ShouldBe((int)result.Count);
        features.Select(f => f.Id).Distinct().Count().ShouldBe(features.Count);
        features.ShouldAllBe(f => f.Id >= 0 && f.ScoreMean > 0.5 && f.ScoreMean <= 1);
    }

    [Fact]
    public async Task StitchAsync_UtmGrid_GivesValidPolygonsInDegrees()
    {
        (VectorResult result, IObjectStore store) = await RunAsync(new MemoryScores(90, 70), 32);
        List<VectorFeature> features = await VectorParts.ReadAsync(store, result.Parts.Select(part => part.Key)).ToListAsync();
        features.ShouldAllBe(f => new IsValidOp(f.Geometry).IsValid);
        features.ShouldAllBe(f => f.Geometry.EnvelopeInternal.MinX >= 14.999 && f.Geometry.EnvelopeInternal.MaxX < 15.02);
        result.Parts.Count.ShouldBe((int)Math.Ceiling(result.Count / 20.0));
    }

    [Fact]
    public async Task VectorizeBlockAsync_Again_ReusesTheFragments()
    {
        MemoryScores scores = new(40, 40);
        VectorizeJob job = Job(32);
        BlockVectorizer vectorizer = new(scores, new FileObjectStore(_folder.FullName), job);
        BlockVectorSummary first = await vectorizer.VectorizeBlockAsync(1);
        int reads = scores.Reads;
        BlockVectorSummary again = await vectorizer.VectorizeBlockAsync(1);
        again.ShouldBe(first with { Runs = null, Parts = null, Reused = true });
        scores.Reads.ShouldBe(reads);
    }

    [Fact]
    public async Task StitchAsync_MissingBlock_NamesIt()
    {
        MemoryScores scores = new(40, 40);
        FileObjectStore store = new(_folder.FullName);
        InvalidDataException error = await Should.ThrowAsync<InvalidDataException>(() => new VectorStitcher(scores.Layout, store, Job(32)).StitchAsync());
        error.Message.ShouldContain("work/fragments/000000.bin is missing");
    }

    [Fact]
    public void BlockVectorizer_UnknownLabel_ListsTheKnownOnes()
    {
        VectorizeJob job = Job(32) with { Features = ["road"] };
        ArgumentException error = Should.Throw<ArgumentException>(() => new BlockVectorizer(new MemoryScores(8, 8), new FileObjectStore(_folder.FullName), job));
        error.Message.ShouldContain("non_field_background, field, field_boundaries");
    }

    [Fact]
    public void Fragments_CutShort_Throw()
    {
        (float[] scores, int width) = ([.. Enumerable.Range(0, 400).Select(i => i % 3 == 0 ? 1f : 0.6f * (i % 7) / 6)], 20);
        byte[] content = Polygonizer.Encode([scores], width, new(0, 0, width, width), 0.5f, 4);
        for (int length = 0; length < content.Length; length++)
        {
            Should.Throw<InvalidDataException>(() => BlockFragments.Decode(content.AsMemory(0, length)));
        }
    }

    [Fact]
    public void Fragments_DamagedByte_ThrowOrReadWithinTheBlock()
    {
        (float[] scores, int width) = ([.. Enumerable.Range(0, 400).Select(i => i % 3 == 0 ? 1f : 0.6f * (i % 7) / 6)], 20);
        byte[] content = Polygonizer.Encode([scores], width, new(0, 0, width, width), 0.5f, 4);
        RasterRow row = new();
        for (int at = 0; at < content.Length; at++)
        {
            byte[] damaged = [.. content];
            damaged[at] ^= (byte)(1 << (at % 8));
            try
            {
                RunCursor cursor = new(BlockFragments.Decode(damaged)[0], 0, width);
                for (int y = 0; y < width; y++)
                {
                    row.Clear();
                    cursor.ReadRow(row);
                    row.Edges.ShouldAllBe(x => x >= 0 && x <= width);
                }
            }
            catch (InvalidDataException)
            {
                // What is expected.
            }
        }
    }

    [Fact]
    public void PolygonSorter_SpillingToDisk_EqualsSortingInMemory()
    {
        List<PixelPolygon> polygons = Polygonizer.Run([.. Enumerable.Range(0, 900).Select(i => i * 7919 % 11 > 4 ? 1f : 0f)], 30, 30, 30);
        string expected = string.Join(' ', Sorted(int.MaxValue));
        Sorted(50).Count.ShouldBe(polygons.Count);
        string.Join(' ', Sorted(50)).ShouldBe(expected);

        List<string> Sorted(int cornersInMemory)
        {
            using PolygonSorter sorter = new(cornersInMemory);
            for (int i = 0; i < polygons.Count; i++)
            {
                sorter.Add(new SortedPolygon((ulong)(i * 37 % 5), i * 101 % 64, 0, 0, polygons[i]));
            }

            return [.. sorter.Drain().Select(item => $"{item.Key}/{item.Id}/{Polygonizer.Describe([item.Polygon])}")];
        }
    }

    private static VectorizeJob Job(int blockSize) => new()
    {
        PredictionRoot = "prediction.zarr",
        Features = ["field", "field_boundaries"],
        BlockSize = blockSize,
        WorkRoot = "work",
        OutputRoot = "vectors",
        RowsPerPart = 20,
    };

    private async Task<(VectorResult Result, IObjectStore Store)> RunAsync(MemoryScores scores, int blockSize)
    {
        FileObjectStore store = new(Path.Combine(_folder.FullName, $"b{blockSize}"));
        VectorizeJob job = Job(blockSize);
        BlockVectorizer vectorizer = new(scores, store, job);
        for (int block = 0; block < vectorizer.Blocks.BlockCount; block++)
        {
            await vectorizer.VectorizeBlockAsync(block);
        }

        return (await new VectorStitcher(scores.Layout, store, job).StitchAsync(), store);
    }
}
