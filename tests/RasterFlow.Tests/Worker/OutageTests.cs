using Azure;
using Microsoft.Extensions.Logging.Abstractions;
using RasterFlow.GpuContainer;

namespace RasterFlow.Tests.Worker;

public sealed class OutageTests
{
    [Fact]
    public async Task RideOut_TriesThatTakeLong_CountAgainstThePatience()
    {
        ManualTime time = new();
        Outage outage = new(new WorkerSettings { OutagePatience = TimeSpan.FromSeconds(600) }, time, NullLogger<Outage>.Instance);
        int tries = 0;
        Func<Task> slow = () =>
        {
            tries++;
            time.Advance(400);
            throw new RequestFailedException(503, "busy");
        };

        await Should.ThrowAsync<RequestFailedException>(() => outage.RideOutAsync("test", slow, CancellationToken.None));

        tries.ShouldBe(2);
    }
}
