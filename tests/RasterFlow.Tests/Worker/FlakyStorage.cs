using Azure.Core;
using Azure.Core.Pipeline;

namespace RasterFlow.Tests.Worker;

/// <summary>Fails requests of a storage client as long as it is told to, without asking the storage.</summary>
/// <param name="failure">What is thrown; null for the answer 503.</param>
internal sealed class FlakyStorage(Func<Exception>? failure = null) : HttpPipelinePolicy
{
    private int _left;
    private int _refused;

    /// <summary>Requests refused so far.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Refuses this many of the requests to come.</summary>
    public void Refuse(int requests) => Volatile.Write(ref _left, requests);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        ThrowIfRefused();
        ProcessNext(message, pipeline);
    }

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        ThrowIfRefused();
        return ProcessNextAsync(message, pipeline);
    }

    private void ThrowIfRefused()
    {
        if (Interlocked.Decrement(ref _left) >= 0)
        {
            Interlocked.Increment(ref _refused);
            throw failure?.Invoke() ?? new Azure.RequestFailedException(503, "The server is busy.", "ServerBusy", null);
        }
    }
}
