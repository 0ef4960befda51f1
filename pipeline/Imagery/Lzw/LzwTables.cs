using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace RasterFlow.Imagery.Lzw;

/// <summary>
/// What the codes of one decoder stand for: each a piece of memory, one byte, or a piece of the output decoded so far. A string
/// and the byte after it lie side by side in the output, so that nothing is stored but where a piece starts and how long it is, and a code is one copy.
/// Used by one thread at a time, kept for the next. The memory is pinned, so that its address may be kept.
/// </summary>
internal sealed unsafe class LzwTables
{
    /// <summary>Codes of 12 bits, and one more place that is written when all are taken, and never read.</summary>
    public const int Places = 4096 + 1;

    /// <summary>Bytes that may be read from any code's piece on.</summary>
    private const int Slack = 16;

    private static readonly ConcurrentBag<LzwTables> Unused = [];

    private readonly nint[] _starts = GC.AllocateArray<nint>(Places, pinned: true);
    private readonly ushort[] _lengths = GC.AllocateArray<ushort>(Places, pinned: true);
    private readonly byte[] _bytes = GC.AllocateArray<byte>(256 + Slack, pinned: true);

    private LzwTables()
    {
        Starts = (byte**)Marshal.UnsafeAddrOfPinnedArrayElement(_starts, 0);
        Lengths = (ushort*)Marshal.UnsafeAddrOfPinnedArrayElement(_lengths, 0);
        byte* bytes = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0);
        for (int i = 0; i < 256; i++)
        {
            bytes[i] = (byte)i;
            Starts[i] = bytes + i;
            Lengths[i] = 1;
        }
    }

    /// <summary>Where each code's piece starts. Codes that are not in use yet hold no meaning.</summary>
    public byte** Starts { get; }

    /// <summary>How long it is; 0 for the two codes that stand for none.</summary>
    public ushort* Lengths { get; }

    public static LzwTables Rent() => Unused.TryTake(out LzwTables? tables) ? tables : new LzwTables();

    public void GiveBack() => Unused.Add(this);
}
