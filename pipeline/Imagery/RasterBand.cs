namespace RasterFlow.Imagery;

/// <summary>A band of an image, as it is to be read.</summary>
/// <param name="Index">From 0.</param>
/// <param name="NoData">A number that means no data beside 0 and the image's own, for images that do not say so themselves; null for none.</param>
public readonly record struct RasterBand(int Index, ushort? NoData = null)
{
    /// <summary>A band with the no data that its image names.</summary>
    public static implicit operator RasterBand(int index) => new(index);

    /// <summary>As the conversion.</summary>
    public static RasterBand FromInt32(int index) => new(index);
}
