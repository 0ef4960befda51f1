using Microsoft.DurableTask;

namespace RasterFlow.Functions.Orchestrators;

/// <summary>
/// Splits many blocks into ranges so that no orchestration has more than 256 children, whatever the area:
/// its history, and the memory that replaying it takes, stay bounded.
/// </summary>
internal static class Ranges
{
    /// <summary>Children of one orchestration at most.</summary>
    public const int MaxChildren = 256;

    /// <summary>Blocks that one orchestration does itself; more are split over sub-orchestrations.</summary>
    public const int LeafBlocks = 64;

    /// <summary>The sub-ranges of a range: equal in size but for the last, at most <see cref="MaxChildren"/>.</summary>
    public static IEnumerable<(int First, int Count)> Split(int first, int count)
    {
        long size = LeafBlocks;
        while ((count + size - 1) / size > MaxChildren)
        {
            size *= MaxChildren;
        }

        for (long offset = 0; offset < count; offset += size)
        {
            yield return ((int)(first + offset), (int)Math.Min(size, count - offset));
        }
    }

    /// <summary>Runs a range from its stage's orchestration, or from one over a larger range, as sub-orchestrations with ids below the stage's.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="range">What is split.</param>
    /// <param name="stageInstanceId">Id of the stage's orchestration.</param>
    /// <param name="inputOf">The input of the sub-orchestration over the blocks from a first one on, so many of them.</param>
    public static async Task<TResult[]> RunSplitAsync<TResult>(
        TaskOrchestrationContext context, SplitRange range, string stageInstanceId, Func<int, int, object> inputOf)
    {
        List<Task<TResult>> parts = [];
        foreach ((int first, int count) in Split(range.First, range.Count))
        {
            SubOrchestrationOptions options = new(instanceId: InstanceId(stageInstanceId, range.Level, first, count));
            parts.Add(context.CallSubOrchestratorAsync<TResult>(range.Orchestrator, inputOf(first, count), options));
        }

        return await Task.WhenAll(parts);
    }

    /// <summary>"job.stage.level.range" -> "job.stage".</summary>
    public static string StageOf(string instanceId) => string.Join('.', instanceId.Split('.').Take(2));

    /// <summary>Id of the orchestration over a range: the same at every replay, and below its stage's id.</summary>
    public static string InstanceId(string stageInstanceId, int level, int first, int count) => $"{stageInstanceId}.{level}.{first}-{count}";
}

/// <summary>Blocks that are split over orchestrations of one kind.</summary>
/// <param name="Orchestrator">Name of the orchestrator of a part.</param>
/// <param name="Level">Overview level; 0 for stages without levels.</param>
/// <param name="First">First block.</param>
/// <param name="Count">Blocks.</param>
internal sealed record SplitRange(string Orchestrator, int Level, int First, int Count);
