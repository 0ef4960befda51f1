namespace RasterFlow.Imagery;

/// <summary>One entry of an image file directory (TIFF 6.0 section 2).</summary>
/// <param name="Tag">What it says.</param>
/// <param name="Type">Type of its values.</param>
/// <param name="Count">How many values.</param>
/// <param name="OffsetBytes">Where its values lie in the file (inside the entry itself when they fit).</param>
internal readonly record struct TiffEntry(int Tag, int Type, long Count, long OffsetBytes)
{
    /// <summary>Bytes of one value by TIFF type 0-18; 0 for an unknown type.</summary>
    private static ReadOnlySpan<byte> Sizes => [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

    /// <summary>Bytes of one value; 0 when the type is unknown.</summary>
    public int ValueSize => (uint)Type < (uint)Sizes.Length ? Sizes[Type] : 0;
}
