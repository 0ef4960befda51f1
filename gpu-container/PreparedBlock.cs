using System.Runtime.ExceptionServices;
using RasterFlow.Inference;

namespace RasterFlow.GpuContainer;

/// <summary>A block whose message is leased and whose input is read; or the reason why it could not be.</summary>
internal sealed class PreparedBlock(MessageLease lease, InferenceBlockMessage message) : IAsyncDisposable
{
    public MessageLease Lease { get; } = lease;

    public InferenceBlockMessage Message { get; } = message;

    /// <summary>The job; null when it could not be opened.</summary>
    public OpenJob? Job { get; set; }

    /// <summary>The pixels to compute from; null when the shard is there already.</summary>
    public BlockInput? Input { get; set; }

    /// <summary>Why preparing failed; null when it did not.</summary>
    public ExceptionDispatchInfo? Failure { get; set; }

    public async ValueTask DisposeAsync()
    {
        Input?.Dispose();
        await Lease.DisposeAsync();
    }
}
