namespace RasterFlow.Samples.Ground;

/// <summary>
/// Smooth noise in [0, 1): random values on a lattice, blended between. Only sums and products, no library functions, so that every machine
/// gives the same values.
/// </summary>
/// <param name="seed">Picks the lattice values.</param>
/// <param name="wavelengthMetres">Distance between lattice points.</param>
internal readonly struct ValueNoise(uint seed, double wavelengthMetres)
{
    private readonly double _frequency = 1 / wavelengthMetres;

    /// <summary>The noise at a position in metres.</summary>
    public float At(double x, double y)
    {
        double fx = x * _frequency;
        double fy = y * _frequency;
        int ix = (int)Math.Floor(fx);
        int iy = (int)Math.Floor(fy);
        float tx = Curve.Smooth((float)(fx - ix));
        float ty = Curve.Smooth((float)(fy - iy));
        float top = Lerp(Hash.Unit(seed, ix, iy), Hash.Unit(seed, ix + 1, iy), tx);
        float bottom = Lerp(Hash.Unit(seed, ix, iy + 1), Hash.Unit(seed, ix + 1, iy + 1), tx);
        return Lerp(top, bottom, ty);
    }

    private static float Lerp(float a, float b, float t) => a + ((b - a) * t);
}
