using NetTopologySuite.Geometries;
using RasterFlow.Samples.Ground;

namespace RasterFlow.Samples.Skies;

/// <summary>The clouds of one overpass, by position (EPSG:32614). Safe for concurrent use.</summary>
internal sealed class CloudField
{
    /// <summary>From this opacity on a cloud is called thin cirrus; thinner haze passes for clear.</summary>
    public const float Cirrus = 0.10f;

    /// <summary>From this opacity on: cloud, medium probability.</summary>
    public const float Medium = 0.30f;

    /// <summary>From this opacity on: cloud, high probability.</summary>
    public const float High = 0.65f;

    // Noise rises over this much from clear to opaque.
    private const float Ramp = 0.10f;

    // Where Curve.Step reaches Cirrus, as a share of the ramp.
    private const float CirrusInRamp = 0.196f;

    // The sun stands in the south-east at 60 degrees, the clouds at about 1.5 km.
    private const double ShadowEast = -430;
    private const double ShadowNorth = 740;

    private readonly ValueNoise[] _octaves;
    private readonly float _threshold;

    /// <summary>Clouds over about <paramref name="share"/> of an area.</summary>
    public CloudField(uint seed, double share, Envelope area)
    {
        _octaves = [new(Hash.Of(seed, 61), 3100), new(Hash.Of(seed, 62), 1350), new(Hash.Of(seed, 63), 560), new(Hash.Of(seed, 64), 230)];
        _threshold = share <= 0 ? float.PositiveInfinity : Quantile(1 - share, area) - (Ramp * CirrusInRamp);
    }

    /// <summary>Opacity of the cloud above a position, 0 to 1.</summary>
    public float OpacityAt(double x, double y) => float.IsPositiveInfinity(_threshold) ? 0 : Curve.Step(_threshold, _threshold + Ramp, NoiseAt(x, y));

    /// <summary>Opacity of the cloud whose shadow falls on a position, 0 to 1.</summary>
    public float ShadowAt(double x, double y) => OpacityAt(x - ShadowEast, y - ShadowNorth);

    private float NoiseAt(double x, double y)
    {
        x -= Landscape.AnchorX;
        y -= Landscape.AnchorY;
        return (0.50f * _octaves[0].At(x, y)) + (0.27f * _octaves[1].At(x, y)) + (0.15f * _octaves[2].At(x, y)) + (0.08f * _octaves[3].At(x, y));
    }

    private float Quantile(double share, Envelope area)
    {
        const int Side = 64;
        float[] values = new float[Side * Side];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = NoiseAt(area.MinX + (area.Width * ((i % Side) + 0.5) / Side), area.MinY + (area.Height * ((i / Side) + 0.5) / Side));
        }

        Array.Sort(values);
        return values[Math.Clamp((int)(share * values.Length), 0, values.Length - 1)];
    }
}
