namespace RasterFlow.Samples.Seasons;

/// <summary>Reflectance in the four bands, 0 to 1.</summary>
internal readonly record struct Spectrum(float Blue, float Green, float Red, float Nir)
{
    /// <summary>A blend: this at 0, the other at 1.</summary>
    public Spectrum Toward(Spectrum other, float share) => new(
        Blue + ((other.Blue - Blue) * share),
        Green + ((other.Green - Green) * share),
        Red + ((other.Red - Red) * share),
        Nir + ((other.Nir - Nir) * share));

    /// <summary>All bands brighter or darker by a factor.</summary>
    public Spectrum Times(float factor) => new(Blue * factor, Green * factor, Red * factor, Nir * factor);
}
