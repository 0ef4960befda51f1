namespace RasterFlow.Mosaics;

/// <summary>One dataset's bands on the band axis of a mosaic.</summary>
public sealed record MosaicLayer
{
    /// <summary>The dataset's name.</summary>
    public required string Dataset { get; init; }

    /// <summary>Index of the layer's first band on the band axis.</summary>
    public required int FirstBand { get; init; }

    /// <summary>Spectral bands in order.</summary>
    public required IReadOnlyList<string> Bands { get; init; }

    /// <summary>True when the number of clear looks follows the spectral bands.</summary>
    public required bool CountsValidPixels { get; init; }
}
