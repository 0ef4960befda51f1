using System.Buffers;
using RasterFlow.Inference;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Inference;

/// <summary>A prediction as several workers make it: blocks in random order, each worker with batches across its blocks and flushes at random times.</summary>
internal sealed class ScatteredPrediction(ArrayMosaic mosaic, InferenceJob job, Random random)
{
    /// <summary>Blocks that had not completed when they were added: their last batch waited for other blocks.</summary>
    public int BlocksThatWaited { get; private set; }

    /// <summary>The whole prediction, [time, band, y, x].</summary>
    public async Task<float[]> PredictAsync(Func<IModelRunner> runnerOf, int blockSize, int workers)
    {
        RasterStoreLayout layout = PredictionLayout.For(mosaic.Layout, job, 1) with { BlockSize = blockSize, ChunkSize = blockSize };
        int[] order = [.. Enumerable.Range(0, layout.BlockCount)];
        random.Shuffle(order);
        float[] whole = new float[layout.Times.Count * layout.Bands.Count * layout.Grid.Width * layout.Grid.Height];
        for (int worker = 0; worker < workers; worker++)
        {
            BlockPredictor predictor = new(mosaic, job, layout);
            await using PatchStream stream = predictor.OpenStream(runnerOf());
            List<(BlockInput Input, PendingBlock Block)> pending = [];
            foreach (int number in order.Where((_, at) => at % workers == worker))
            {
                BlockInput input = await predictor.ReadAsync(layout.BlockAt(number));
                pending.Add((input, await stream.AddAsync(input, CancellationToken.None)));
                BlocksThatWaited += stream.HasWaitingPatches ? 1 : 0;
                if (random.Next(8) == 0)
                {
                    await stream.FlushAsync();
                }
            }

            await stream.FlushAsync();
            foreach ((BlockInput input, PendingBlock block) in pending)
            {
                using IMemoryOwner<float> samples = await block.Completion;
                TestJobs.Place(samples.Memory.Span, input, layout, whole);
                input.Dispose();
            }
        }

        return whole;
    }
}
