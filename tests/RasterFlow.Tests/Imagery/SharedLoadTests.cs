using RasterFlow.Imagery;

namespace RasterFlow.Tests.Imagery;

/// <summary>A load lives as long as somebody waits for it.</summary>
public sealed class SharedLoadTests
{
    [Fact]
    public async Task Join_LastCallerGivesUp_StopsTheLoad()
    {
        TaskCompletionSource stopped = new();
        SharedLoad<int> load = new(async token =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, token);
                return 1;
            }
            finally
            {
                stopped.SetResult();
            }
        });
        using CancellationTokenSource first = new(), second = new();
        Task<int> a = load.TryJoin(first.Token)!, b = load.TryJoin(second.Token)!;

        await first.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => a);
        stopped.Task.IsCompleted.ShouldBeFalse();
        await second.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => b);

        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(10));
        (load.TryJoin(default) is null || load.HasFailed).ShouldBeTrue();
    }

    [Fact]
    public async Task Join_OneGivesUp_OthersGetTheResult()
    {
        TaskCompletionSource<int> result = new();
        SharedLoad<int> load = new(_ => result.Task);
        using CancellationTokenSource impatient = new();
        Task<int> a = load.TryJoin(impatient.Token)!, b = load.TryJoin(default)!;
        await impatient.CancelAsync();
        result.SetResult(7);

        (await b).ShouldBe(7);
        await Should.ThrowAsync<OperationCanceledException>(() => a);
        (await load.TryJoin(default)!).ShouldBe(7);
    }
}
