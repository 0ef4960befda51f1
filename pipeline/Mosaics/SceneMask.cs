namespace RasterFlow.Mosaics;

/// <summary>Which pixels of a scene count, from its scene classification (Sentinel-2 Level-2A algorithm, SCL classes 0..11).</summary>
internal static class SceneMask
{
    /// <summary>SCL of a pixel that the instrument did not see.</summary>
    private const ushort NoData = 0;

    /// <summary>
    /// Classes that count, as bits: 2 dark areas, 4 vegetation, 5 bare soil, 6 water, 11 snow. The others are masked:
    /// 0 no data, 1 saturated, 3 cloud shadow, 7 unclassified, 8 and 9 cloud, 10 cirrus.
    /// </summary>
    private const uint ClearClasses = (1u << 2) | (1u << 4) | (1u << 5) | (1u << 6) | (1u << 11);

    /// <summary>
    /// Turns a scene's classes into a mask (0xFFFF = counts, 0 = does not), and takes part in deciding which scene of an acquisition shows a pixel.
    /// </summary>
    /// <remarks>
    /// Overlap rule: neighbouring tiles of one pass show the same moment, so a pixel must count once. The first scene (in plan order)
    /// whose classification is not 0 ("no data") at the pixel decides it, even when that says cloud; a later one only fills where
    /// all before it have no data. The rule goes by SCL, not by the tile's extent, because a tile that two data strips share
    /// is delivered as two scenes with the same extent, each with part of the pixels.
    /// </remarks>
    /// <param name="classes">SCL values in, mask out.</param>
    /// <param name="seen">0xFFFF where an earlier scene of the acquisition has data; updated with this one.</param>
    /// <returns>True when a pixel counts.</returns>
    public static bool Apply(Span<ushort> classes, Span<ushort> seen)
    {
        uint any = 0;
        for (int i = 0; i < classes.Length; i++)
        {
            uint value = classes[i];
            uint clear = value < 32 ? (ClearClasses >> (int)value) & 1 : 0;
            uint counts = clear & ~(uint)seen[i] & 1;
            any |= counts;
            seen[i] |= value == NoData ? (ushort)0 : ushort.MaxValue;
            classes[i] = (ushort)(0 - counts);
        }

        return any != 0;
    }
}
