using RasterFlow.Samples.Ground;

namespace RasterFlow.Samples.Seasons;

/// <summary>How the ground looks on one day. Reflectances are typical Sentinel-2 surface values. One instance a thread.</summary>
internal sealed class GroundReflectance
{
    private static readonly Spectrum Leaves = new(0.025f, 0.060f, 0.030f, 0.470f);
    private static readonly Spectrum Soil = new(0.105f, 0.145f, 0.190f, 0.255f);
    private static readonly Spectrum StrawCover = new(0.120f, 0.170f, 0.220f, 0.300f);
    private static readonly Spectrum PrairieSoil = new(0.080f, 0.102f, 0.132f, 0.212f);
    private static readonly Spectrum RoadDirt = new(0.150f, 0.190f, 0.235f, 0.280f);
    private static readonly Spectrum Roofs = new(0.170f, 0.180f, 0.195f, 0.230f);
    private static readonly Spectrum Canopy = new(0.022f, 0.040f, 0.026f, 0.290f);
    private static readonly Spectrum Creekwater = new(0.055f, 0.060f, 0.050f, 0.030f);

    private static readonly Spectrum LeafCanopy = new(0.020f, 0.042f, 0.024f, 0.340f);
    private static readonly Spectrum SiltyWater = new(0.105f, 0.135f, 0.140f, 0.060f);

    private readonly int _year;
    private readonly int _day;
    private readonly uint _seed;
    private readonly ValueNoise _patches;
    private readonly ValueNoise _streaks;
    private readonly ValueNoise _tufts;
    private readonly float _silt;
    private Parcel? _parcel;
    private float _green;
    private Spectrum _bare;

    /// <summary>The look of a landscape on a day of a year.</summary>
    public GroundReflectance(Landscape landscape, int year, int dayOfYear)
    {
        (_year, _day, _seed) = (year, dayOfYear, landscape.Seed);
        _silt = landscape.Pattern == FieldPattern.Strips ? Hash.Unit(_seed, 44, (400 * year) + dayOfYear) : 0;
        _patches = new ValueNoise(Hash.Of(_seed, 41), 210);
        _streaks = new ValueNoise(Hash.Of(_seed, 42), 55);
        _tufts = new ValueNoise(Hash.Of(_seed, 43), 24);
    }

    /// <summary>The reflectance of a pixel, and the share of it under green leaves.</summary>
    public Spectrum Of(in GroundSample sample, double x, double y, out float green)
    {
        x -= Landscape.AnchorX;
        y -= Landscape.AnchorY;
        float broad = (0.6f * _patches.At(x, y)) + (0.4f * _streaks.At(x, y)) - 0.5f;
        if (sample.Parcel is null)
        {
            return Background(sample.Cover, broad, x, y, out green);
        }

        Spectrum field = Field(sample.Parcel, broad, out green);
        return sample.FieldShare >= 1 ? field : Background(sample.Cover, broad, x, y, out _).Toward(field, sample.FieldShare);
    }

    private Spectrum Field(Parcel parcel, float broad, out float green)
    {
        if (!ReferenceEquals(parcel, _parcel))
        {
            _parcel = parcel;
            Crop crop = CropCalendar.CropOf(parcel, _year);
            float shiftedDay = _day + (14 * (Hash.Unit(parcel.Id, 51, _year) - 0.5f));
            float vigour = 0.84f + (0.2f * Hash.Unit(parcel.Id, 52, _year));
            _green = vigour * CropCalendar.GreenCover(crop, shiftedDay);
            _bare = Soil.Times(0.92f + (0.2f * Hash.Unit(parcel.Id, 53))).Toward(StrawCover, CropCalendar.Straw(crop, shiftedDay));
        }

        green = Math.Clamp(_green * (1 + (0.22f * broad)), 0, 1);
        return _bare.Times(1 + (0.12f * broad)).Toward(Leaves, green);
    }

    private Spectrum Background(Cover cover, float broad, double x, double y, out float green)
    {
        float tufts = _tufts.At(x, y) - 0.5f;
        float summer = Curve.Step(85, 150, _day) * (1 - (0.6f * Curve.Step(190, 285, _day)));
        switch (cover)
        {
            case Cover.Road:
                green = 0.02f;
                return RoadDirt.Times(1 + (0.08f * broad));
            case Cover.Water:
                green = 0;
                return Creekwater.Toward(SiltyWater, _silt).Times(1 + (0.2f * tufts));
            case Cover.Trees:
                green = 0.25f + (0.6f * Curve.Step(95, 140, _day) * (1 - Curve.Step(275, 310, _day)));
                return PrairieSoil.Times(0.8f).Toward(Canopy, green).Times(1 + (0.5f * tufts));
            case Cover.Forest:
                green = 0.2f + (0.75f * Curve.Step(95, 140, _day) * (1 - Curve.Step(275, 310, _day)));
                return PrairieSoil.Times(0.7f).Toward(LeafCanopy, green).Times(1 + (0.45f * tufts) + (0.4f * broad));
            case Cover.Built:
                green = 0.12f;
                return Roofs.Times(1 + (0.9f * tufts)).Toward(Leaves, green);
            case Cover.Range:
                green = Math.Clamp(0.03f + (0.10f * summer * (1 + (0.8f * broad))) + (0.07f * tufts), 0, 1);
                return PrairieSoil.Times(1 + (0.16f * tufts) + (0.12f * broad)).Toward(Leaves, green);
            default:
                green = Math.Clamp(0.05f + (0.13f * summer * (1 + broad)) + (0.06f * tufts), 0, 1);
                return PrairieSoil.Times(1 + (0.14f * tufts) + (0.1f * broad)).Toward(Leaves, green);
        }
    }
}
