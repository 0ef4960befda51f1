using RasterFlow.Samples.Ground;
using RasterFlow.Samples.Seasons;

namespace RasterFlow.Samples.Skies;

/// <summary>What the satellite sees of one tile on one pass, strip by strip. One instance a thread.</summary>
internal sealed class SceneRenderer
{
    // Sensor noise: half the spread, in reflectance.
    private const float NoiseAmplitude = 0.004f;
    private static readonly Spectrum Cloud = new(0.62f, 0.61f, 0.60f, 0.64f);
    private readonly Landscape _landscape;
    private readonly TileGrid _tile;
    private readonly Overpass _pass;
    private readonly CloudField _clouds;
    private readonly Swath _swath;
    private readonly GroundReflectance _ground;
    private readonly uint _noise;
    private readonly float _gain;

    /// <summary>Prepares one scene.</summary>
    public SceneRenderer(Landscape landscape, TileGrid tile, Overpass pass, CloudField clouds, Swath swath)
    {
        (_landscape, _tile, _pass, _clouds, _swath) = (landscape, tile, pass, clouds, swath);
        _ground = new GroundReflectance(landscape, pass.Acquired.Year, pass.Acquired.DayOfYear);
        _noise = Hash.Of(landscape.Seed, 71, pass.Number);
        _gain = 0.98f + (0.04f * Hash.Unit(_noise, 1));
    }

    /// <summary>Fills a strip that begins on an even row.</summary>
    public void Render(int firstRow, SceneStrip strip)
    {
        for (int row = 0; row < strip.Rows; row += 2)
        {
            for (int column = 0; column < strip.Width; column += 2)
            {
                double x = _tile.Grid.OriginX + (10.0 * (column + 1));
                double y = _tile.Grid.OriginY - (10.0 * (firstRow + row + 1));
                strip.Classes[(row / 2 * (strip.Width / 2)) + (column / 2)] = (byte)RenderQuad(strip, row, column, x, y);
            }
        }
    }

    /// <summary>The four pixels of 10 m around the centre of a class pixel of 20 m, under one sky.</summary>
    private SceneClass RenderQuad(SceneStrip strip, int row, int column, double x, double y)
    {
        if (!_swath.Covers(x, y))
        {
            strip.ClearQuad(row, column);
            return SceneClass.NoData;
        }

        float cloud = _clouds.OpacityAt(x, y);
        float shadow = _clouds.ShadowAt(x, y);
        float light = _gain * (1 - (0.5f * shadow));
        float green = 0;
        Cover cover = Cover.Range;
        bool field = false;
        for (int i = 0; i < 4; i++)
        {
            double px = x + ((i & 1) == 0 ? -5 : 5);
            double py = y + (i < 2 ? 5 : -5);
            GroundSample sample = _landscape.Sample(px, py);
            Spectrum seen = _ground.Of(sample, px, py, out float pixelGreen).Times(light).Toward(Cloud, cloud);
            strip.Set(row + (i >> 1), column + (i & 1), Numbers(seen, (int)Math.Floor(px / 10), (int)Math.Floor(py / 10)));
            if (i == 0)
            {
                (green, cover, field) = (pixelGreen, sample.Cover, sample.FieldShare >= 0.5f);
            }
        }

        return cloud >= CloudField.High ? SceneClass.CloudHigh
            : cloud >= CloudField.Medium ? SceneClass.CloudMedium
            : cloud >= CloudField.Cirrus ? SceneClass.ThinCirrus
            : shadow >= CloudField.Medium ? SceneClass.CloudShadow
            : !field && cover == Cover.Water ? SceneClass.Water
            : Hash.Unit(_noise ^ 0xA5A5A5A5u, (int)x, (int)y) < 0.003f ? SceneClass.Unclassified
            : green > 0.3f ? SceneClass.Vegetation
            : SceneClass.NotVegetated;
    }

    private DigitalNumbers Numbers(Spectrum seen, int column, int row)
    {
        uint noise = Hash.Of(_noise, column, row);
        return new DigitalNumbers(Number(seen.Blue, 0), Number(seen.Green, 8), Number(seen.Red, 16), Number(seen.Nir, 24));

        ushort Number(float reflectance, int shift)
        {
            float jitter = ((((noise >> shift) & 0xFF) / 127.5f) - 1) * NoiseAmplitude;

            // 0 is no data, so the darkest pixel has 1.
            return (ushort)Math.Clamp((int)(((reflectance + jitter) * 10000) + 0.5f) + _pass.AddedNumber, 1, 20000);
        }
    }
}
