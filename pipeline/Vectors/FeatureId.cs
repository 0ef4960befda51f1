using System.Text;

namespace RasterFlow.Vectors;

/// <summary>Ids of polygons.</summary>
internal static class FeatureId
{
    /// <summary>Ids stay exact as JavaScript numbers (Number.MAX_SAFE_INTEGER): maps and GeoJSON carry them unharmed.</summary>
    private const ulong Mask = (1UL << 53) - 1;

    /// <summary>FNV-1a, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv), over label, day number and first pixel, mixed by SplitMix64's finalizer.</summary>
    public static long Of(string label, DateOnly time, PixelCorner firstPixel)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in Encoding.UTF8.GetBytes(label))
        {
            hash = (hash ^ value) * 1099511628211;
        }

        hash = Mix(Mix(Mix(hash ^ (uint)time.DayNumber) ^ (uint)firstPixel.X) ^ ((ulong)(uint)firstPixel.Y << 32));
        return (long)(hash & Mask);
    }

    /// <summary>The id of a part of a feature.</summary>
    public static long OfPart(long whole, int part) => (long)(Mix(Mix((ulong)whole) ^ ((ulong)part + 1)) & Mask);

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
