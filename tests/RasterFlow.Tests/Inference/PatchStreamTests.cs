using System.Buffers;
using RasterFlow.Inference;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Inference;

public sealed class PatchStreamTests
{
    private static readonly InferenceJob Job = TestJobs.Job(["B0"], 2, InferenceActor.SemanticSegmentation, MergeMode.Clip, 8, 0);

    [Fact]
    public async Task Add_BatchLargerThanABlock_IsFilledAcrossBlocks()
    {
        NeighbourModel model = new(1, 2, fixedBatch: 6);
        await using Scene scene = new(model, (_, _, _, _) => 5);
        List<PendingBlock> blocks = [];
        for (int number = 0; number < 3; number++)
        {
            blocks.Add(await scene.AddAsync(number));
        }

        // Four patches a block: twelve in two calls of six.
        foreach (PendingBlock block in blocks)
        {
            (await block.Completion).Dispose();
        }

        scene.Stream.HasWaitingPatches.ShouldBeFalse();
        model.Patches.ShouldBe(12);
    }

    [Fact]
    public async Task Add_ModelThrowsOnOneBlock_BlocksThatShareItsBatchAreRight()
    {
        await using Scene scene = new(new TouchyModel(), (_, _, _, x) => x is >= 16 and < 32 ? 9999 : 5);
        PendingBlock[] blocks = [await scene.AddAsync(0), await scene.AddAsync(1), await scene.AddAsync(2)];
        await scene.Stream.FlushAsync();
        (await Should.ThrowAsync<InvalidOperationException>(() => blocks[1].Completion)).Message.ShouldBe("too bright");
        foreach (PendingBlock block in (PendingBlock[])[blocks[0], blocks[2]])
        {
            using IMemoryOwner<float> samples = await block.Completion;
            samples.Memory.ToArray().ShouldAllBe(static value => value == 0.5f);
        }
    }

    [Fact]
    public async Task Add_BlocksAfterOneThatFailed_DoNotSeeItsPatches()
    {
        await using Scene scene = new(new TouchyModel(), (_, _, _, x) => x is >= 16 and < 32 ? 9999 : 5);
        PendingBlock bad = await scene.AddAsync(1);
        await scene.Stream.FlushAsync();
        await Should.ThrowAsync<InvalidOperationException>(() => bad.Completion);

        // Enough to use each of the stream's batches again, none of them full.
        for (int i = 0; i < 4; i++)
        {
            PendingBlock block = await scene.AddAsync(2 * (i % 2));
            await scene.Stream.FlushAsync();
            using IMemoryOwner<float> samples = await block.Completion;
            samples.Memory.ToArray().ShouldAllBe(static value => value == 0.5f);
        }
    }

    [Fact]
    public async Task Add_BlockWithoutData_CompletesAtOnceAndRunsNothing()
    {
        NeighbourModel model = new(1, 2, fixedBatch: 6);
        await using Scene scene = new(model, (_, _, _, _) => 0);
        PendingBlock block = await scene.AddAsync(0);
        using IMemoryOwner<float> samples = await block.Completion;
        samples.Memory.ToArray().ShouldAllBe(static value => float.IsNaN(value));
        model.Patches.ShouldBe(0);
    }

    [Fact]
    public async Task Add_ModelTakesTwoCallsAtOnce_GetsTwoAndMergesTheSlowerInItsTurn()
    {
        using MeetingModel model = new();
        await using Scene scene = new(model, (_, _, _, x) => 1 + x);
        PendingBlock block = await scene.AddAsync(0);
        await scene.Stream.FlushAsync();
        using IMemoryOwner<float> samples = await block.Completion;
        samples.Memory.ToArray().ShouldAllBe(static value => value == 0.5f);
        model.Met.ShouldBe(2);
    }

    [Theory]
    [InlineData(PredictionOutput.Logits)]
    [InlineData(PredictionOutput.Class)]
    public async Task Predict_OtherOutputs_AgreeWithTheProbabilities(PredictionOutput output)
    {
        ArrayMosaic mosaic = new(ArrayMosaic.LayoutOf(30, 20, 1, 1), (_, _, y, x) => (x + y) % 13 == 0 ? 0 : 1 + ((uint)HashCode.Combine(x, y) % 9000));
        InferenceJob job = Job with { Labels = ["a", "b", "c"] };
        float[] probabilities = await TestJobs.PredictAsync(mosaic, job, new NeighbourModel(1, 3), 64);
        float[] values = await TestJobs.PredictAsync(mosaic, job with { Output = output }, new NeighbourModel(1, 3), 64);
        values.Length.ShouldBe((output == PredictionOutput.Class ? 1 : 3) * 600);
        for (int i = 0; i < 600; i++)
        {
            float[] of = [probabilities[i], probabilities[600 + i], probabilities[1200 + i]];
            if (float.IsNaN(of[0]))
            {
                values[i].ShouldBe(float.NaN);
            }
            else if (output == PredictionOutput.Class)
            {
                values[i].ShouldBe(Array.IndexOf(of, of.Max()));
            }
            else
            {
                // Without overlap a logit's softmax is the probability.
                double sum = Enumerable.Range(0, 3).Sum(label => Math.Exp(values[(label * 600) + i]));
                ((double)of[1]).ShouldBe(Math.Exp(values[600 + i]) / sum, 1e-5);
            }
        }
    }

    /// <summary>48 x 16 pixels in three blocks of four patches, and a stream over them.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        private readonly BlockPredictor _predictor;
        private readonly RasterStoreLayout _layout;
        private readonly List<BlockInput> _inputs = [];

        public Scene(IModelRunner model, Func<int, int, int, int, double> sample)
        {
            ArrayMosaic mosaic = new(ArrayMosaic.LayoutOf(48, 16, 1, 1), sample);
            _layout = PredictionLayout.For(mosaic.Layout, Job, 1) with { BlockSize = 16, ChunkSize = 16 };
            _predictor = new BlockPredictor(mosaic, Job, _layout);
            Stream = _predictor.OpenStream(model);
        }

        public PatchStream Stream { get; }

        public async Task<PendingBlock> AddAsync(int number)
        {
            BlockInput input = await _predictor.ReadAsync(_layout.BlockAt(number));
            _inputs.Add(input);
            return await Stream.AddAsync(input, CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            await Stream.DisposeAsync();
            _inputs.ForEach(static input => input.Dispose());
        }
    }

    /// <summary>Each call waits for another to be under way; the even ones then take longer.</summary>
    private sealed class MeetingModel : IModelRunner, IDisposable
    {
        private readonly Barrier _meeting = new(2);

        /// <summary>Times that two calls met.</summary>
        public long Met => _meeting.CurrentPhaseNumber;

        public string Device => "cpu";

        public int? InputChannels => 1;

        public int? OutputChannels => 2;

        public int? FixedBatch => 1;

        public int ConcurrentCalls => 2;

        public IModelBatch CreateBatch(BatchShape shape) => new ArrayBatch(shape, (input, output, _) =>
        {
            if (!_meeting.SignalAndWait(TimeSpan.FromSeconds(30)))
            {
                throw new TimeoutException("no other call is under way");
            }

            if (input[0] == 1)
            {
                Thread.Sleep(20);
            }

            output.Fill(1);
        });

        public void Dispose() => _meeting.Dispose();
    }

    /// <summary>Throws at a bright patch; gives the same logit for every class elsewhere.</summary>
    private sealed class TouchyModel : IModelRunner
    {
        public string Device => "cpu";

        public int? InputChannels => 1;

        public int? OutputChannels => 2;

        public int? FixedBatch => 6;

        public IModelBatch CreateBatch(BatchShape shape) => new ArrayBatch(shape, static (input, output, _) =>
        {
            if (input.Contains(9999f))
            {
                throw new InvalidOperationException("too bright");
            }

            output.Fill(1);
        });
    }
}
