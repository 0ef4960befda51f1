namespace RasterFlow.Samples.Skies;

/// <summary>One pixel of a product: B02, B03, B04 and B08.</summary>
internal readonly record struct DigitalNumbers(ushort Blue, ushort Green, ushort Red, ushort Nir);
