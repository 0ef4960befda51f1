using System.Collections.Concurrent;

namespace RasterFlow.Imagery.Inflate;

/// <summary>The tables of one decoder: used by one thread at a time, kept for the next.</summary>
internal sealed class InflateTables
{
    /// <summary>Index bits for literals and lengths: enough for most pairs of symbols, and 16 kB stay in the first-level cache.</summary>
    public const int LiteralBits = 12;

    /// <summary>Index bits for distances (libdeflate's choice).</summary>
    public const int DistanceBits = 8;

    /// <summary>Index bits for code lengths: their longest code.</summary>
    public const int LengthBits = 7;

    private static readonly ConcurrentBag<InflateTables> Unused = [];

    private InflateTables()
    {
    }

    /// <summary>The code that a block without one of its own uses (RFC 1951 section 3.2.6). Never changed.</summary>
    public static InflateTables Fixed { get; } = MakeFixed();

    public HuffmanTable Literals { get; } = new(HuffmanEntry.LiteralsAndLengths, LiteralBits, joins: true);

    public HuffmanTable Distances { get; } = new(HuffmanEntry.Distances, DistanceBits);

    public HuffmanTable Lengths { get; } = new(HuffmanEntry.CodeLengths, LengthBits);

    public static InflateTables Rent() => Unused.TryTake(out InflateTables? tables) ? tables : new InflateTables();

    public void GiveBack() => Unused.Add(this);

    private static InflateTables MakeFixed()
    {
        Span<byte> lengths = stackalloc byte[288];
        lengths[..144].Fill(8);
        lengths[144..256].Fill(9);
        lengths[256..280].Fill(7);
        lengths[280..].Fill(8);
        Span<byte> distances = stackalloc byte[32];
        distances.Fill(5);
        InflateTables tables = new();
        _ = tables.Literals.TryBuild(lengths) && tables.Distances.TryBuild(distances);
        return tables;
    }
}
