namespace RasterFlow.Functions.Orchestrators;

/// <summary>What computed the blocks of a prediction.</summary>
/// <param name="Devices">Blocks by device: <c>cuda</c>, <c>cpu</c>, or <see cref="There"/> for those that an earlier run had left.</param>
public sealed record InferenceTally(Dictionary<string, int> Devices)
{
    /// <summary>Stands for a device where nothing had to be computed.</summary>
    public const string There = "there";

    /// <summary>All tallies together.</summary>
    public static InferenceTally Sum(IEnumerable<InferenceTally> tallies)
    {
        InferenceTally sum = new([]);
        foreach ((string device, int blocks) in tallies.SelectMany(static tally => tally.Devices))
        {
            sum.Count(device, blocks);
        }

        return sum;
    }

    /// <summary>Counts blocks of a device; null is <see cref="There"/>.</summary>
    internal void Count(string? device, int blocks = 1) =>
        Devices[device ?? There] = Devices.GetValueOrDefault(device ?? There) + blocks;
}
