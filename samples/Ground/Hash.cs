namespace RasterFlow.Samples.Ground;

/// <summary>
/// Random numbers by position instead of by order: what lies at a place depends on the seed and the place alone, so that overlapping tiles,
/// parallel scenes and partial grids agree. The mixing steps are MurmurHash3's (public domain).
/// </summary>
internal static class Hash
{
    /// <summary>An evenly spread number from a seed and two coordinates.</summary>
    public static uint Of(uint seed, int a, int b = 0)
    {
        unchecked
        {
            uint h = Round(seed ^ 0x9E3779B9u, (uint)a);
            h = Round(h, (uint)b);
            h ^= h >> 16;
            h *= 0x85EBCA6Bu;
            h ^= h >> 13;
            h *= 0xC2B2AE35u;
            return h ^ (h >> 16);
        }
    }

    /// <summary>A number in [0, 1) from a hash.</summary>
    public static float Unit(uint hash) => (hash >> 8) * (1f / 16777216f);

    /// <summary>A number in [0, 1) from a seed and two coordinates.</summary>
    public static float Unit(uint seed, int a, int b = 0) => Unit(Of(seed, a, b));

    private static uint Round(uint h, uint key)
    {
        unchecked
        {
            key *= 0xCC9E2D51u;
            key = (key << 15) | (key >> 17);
            h ^= key * 0x1B873593u;
            h = (h << 13) | (h >> 19);
            return (h * 5) + 0xE6546B64u;
        }
    }
}
