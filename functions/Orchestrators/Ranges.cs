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

    /// <summary>Id of the orchestration over a range: the same at every replay, and below its stage's id.</summary>
    public static string InstanceId(string stageInstanceId, int level, int first, int count) => $"{stageInstanceId}.{level}.{first}-{count}";
}
