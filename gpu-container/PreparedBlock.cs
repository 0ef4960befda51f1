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

    /// <summary>The number of the attempt that this is, or will be once it is begun; 1 for the first.</summary>
    public int Attempt => Message.Begun + 1;

    /// <summary>
    /// Counts this attempt, in the message itself: should it take the worker down, the next one knows. A block that is only read ahead is not counted, so
    /// that it does not pay for what another did to the worker. Never throws.
    /// </summary>
    public Task BeginAsync()
    {
        Count();
        return Lease.RenewAsync();
    }

    /// <summary>Counts this attempt, if it is not counted yet, from the message's next update on.</summary>
    public void Count() => Lease.Text = BlockQueue.WithBegun(Lease.Message.MessageText, Attempt);

    /// <summary>This attempt is to be as if it had never been begun, from the message's next update on.</summary>
    public void Uncount() => Lease.Text = Lease.Message.MessageText;

    public async ValueTask DisposeAsync()
    {
        Input?.Dispose();
        await Lease.DisposeAsync();
    }
}
