using RasterFlow.Imagery;

namespace RasterFlow.Inference;

/// <summary>
/// Feeds a model with the patches of one block after another. A batch is filled across blocks, and while the model runs one, the next is filled and
/// the last is merged. <see cref="AddAsync"/> and <see cref="FlushAsync"/> are for one caller at a time.
/// <para>
/// A patch's output depends on that patch alone (<see cref="IModelRunner.FixedBatch"/> sees to that), and a block's patches are merged in their own order,
/// so which blocks share a batch does not show in the result.
/// </para>
/// </summary>
public sealed class PatchStream : IAsyncDisposable
{
    // Beside those that run: one is filled, one is merged.
    private const int BatchesBeside = 2;

    private readonly BlockPredictor _predictor;
    private readonly IModelRunner _runner;
    private readonly BatchShape _shape;
    private readonly PatchBatch?[] _batches;
    private readonly SemaphoreSlim _lanes;
    private int _turn;

    // The batch that has patches and room for more; the one whose turn it is may still be on its way with earlier patches.
    private PatchBatch? _filling;
    private Task _merging = Task.CompletedTask;

    /// <exception cref="ModelMismatchException">The model takes other channels or gives other classes than the job says.</exception>
    internal PatchStream(BlockPredictor predictor, IModelRunner runner, int capacity)
    {
        predictor.ThrowIfMismatch(runner);
        (_predictor, _runner) = (predictor, runner);
        _shape = new BatchShape(runner.FixedBatch ?? capacity, predictor.Channels, predictor.Job.Labels.Count, predictor.Job.PatchSize);
        _lanes = new SemaphoreSlim(runner.ConcurrentCalls);
        _batches = new PatchBatch?[runner.ConcurrentCalls + BatchesBeside];
    }

    /// <summary>
    /// Adds a block; returns when its last patch has its place in a batch. <see cref="PendingBlock.Completion"/> tells the rest, after as many more blocks
    /// as it takes to fill that batch, or after <see cref="FlushAsync"/>.
    /// </summary>
    /// <param name="input">What the block is computed from; stays the caller's until the block has completed.</param>
    /// <param name="cancellationToken">Stops between two patches; the block then fails with the token's exception.</param>
    public async Task<PendingBlock> AddAsync(BlockInput input, CancellationToken cancellationToken)
    {
        List<PatchIndex> patches = _predictor.PatchesOf(input);
        PendingBlock block = new(input, _predictor.Job, _predictor.Grid, patches.Count);
        block.CompleteIfWhole();
        try
        {
            foreach (PatchIndex patch in patches)
            {
                cancellationToken.ThrowIfCancellationRequested();
                PatchBatch batch = await FreeBatchAsync();
                _predictor.Fill(batch, new BatchedPatch(block, patch));
                _filling = batch;
                if (batch.IsFull)
                {
                    Dispatch(batch);
                }

                if (block.HasFailed)
                {
                    break;
                }
            }
        }
        catch (Exception e)
        {
            block.Fail(e);
        }

        return block;
    }

    /// <summary>Runs what waits for its batch to be filled, and returns when every block that was added has completed.</summary>
    public async Task FlushAsync()
    {
        if (_filling is { } batch)
        {
            Dispatch(batch);
        }

        await _merging;
    }

    /// <summary>Patches that wait for their batch to be filled.</summary>
    public bool HasWaitingPatches => _filling is not null;

    /// <summary>Waits for what runs, and gives the batches back. Patches that wait for their batch to be filled are not computed: flush before.</summary>
    public async ValueTask DisposeAsync()
    {
        await _merging;
        foreach (PatchBatch? batch in _batches)
        {
            batch?.Dispose();
        }

        _lanes.Dispose();
    }

    private async ValueTask<PatchBatch> FreeBatchAsync()
    {
        PatchBatch batch = _batches[_turn] ??= NewBatch();
        await batch.Free;
        return batch;
    }

    private PatchBatch NewBatch() => new(_runner.CreateBatch(_shape), _shape);

    private void Dispatch(PatchBatch batch)
    {
        batch.Free = MergeAsync(batch, RunAsync(batch), _merging);
        _merging = batch.Free;
        _turn = (_turn + 1) % _batches.Length;
        _filling = null;
    }

    private async Task RunAsync(PatchBatch batch)
    {
        await _lanes.WaitAsync().ConfigureAwait(false);
        try
        {
            await Task.Run(() => RunOrFail(batch)).ConfigureAwait(false);
        }
        finally
        {
            _lanes.Release();
        }

        // The device goes on with the next batch meanwhile.
        await Task.Run(batch.Activate).ConfigureAwait(false);
    }

    private void RunOrFail(PatchBatch batch)
    {
        try
        {
            batch.Run(_runner.FixedBatch);
        }
        catch (Exception e)
        {
            PendingBlock[] blocks = [.. batch.Patches.Select(static patch => patch.Block).Distinct()];
            if (blocks.Length == 1)
            {
                blocks[0].Fail(e);
                return;
            }

            RunBlockByBlock(batch, blocks);
        }
    }

    // A block that the model cannot do must not take down the blocks that share its batch.
    private void RunBlockByBlock(PatchBatch batch, PendingBlock[] blocks)
    {
        foreach (PendingBlock block in blocks)
        {
            try
            {
                using PatchBatch alone = NewBatch();
                batch.CopyTo(alone, block);
                alone.Run(_runner.FixedBatch);
                for (int i = 0; i < batch.Patches.Count; i++)
                {
                    if (batch.Patches[i].Block == block)
                    {
                        alone.OutputOf(i).CopyTo(batch.OutputOf(i));
                    }
                }
            }
            catch (Exception e)
            {
                block.Fail(e);
            }
        }
    }

    private static async Task MergeAsync(PatchBatch batch, Task run, Task before)
    {
        await before.ConfigureAwait(false);
        await run.ConfigureAwait(false);
        await Task.Run(() => Merge(batch)).ConfigureAwait(false);
    }

    private static void Merge(PatchBatch batch)
    {
        for (int i = 0; i < batch.Patches.Count; i++)
        {
            (PendingBlock block, PatchIndex patch) = batch.Patches[i];
            try
            {
                if (!block.HasFailed)
                {
                    block.Merge(patch, batch.OutputOf(i));
                }
            }
            catch (Exception e)
            {
                block.Fail(e);
            }
        }

        batch.Patches.Clear();
    }
}
