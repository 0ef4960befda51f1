using RasterFlow.Samples.Ground;

namespace RasterFlow.Samples.Seasons;

/// <summary>Which crop a field carries in a year, and how it looks on a day. Dates are those of south-west Kansas, to a week or two.</summary>
internal static class CropCalendar
{
    private const uint RotationSalt = 0x51ED270Bu;

    /// <summary>The crop of a field in a year. Dry fields lie fallow in some of every second year; irrigated ones never do.</summary>
    public static Crop CropOf(Parcel parcel, int year)
    {
        float draw = Hash.Unit(parcel.Id ^ RotationSalt, year);
        if (parcel.IsPivot)
        {
            return draw < 0.42f ? Crop.Maize : draw < 0.64f ? Crop.Soy : draw < 0.86f ? Crop.WinterWheat : Crop.Sorghum;
        }

        bool mayRest = ((parcel.Id + (uint)year) & 1) == 0;
        return draw < 0.40f ? Crop.WinterWheat : draw < 0.72f ? Crop.Sorghum : draw < 0.80f ? Crop.Maize : mayRest ? Crop.Fallow : Crop.WinterWheat;
    }

    /// <summary>Share of the ground under green leaves, 0 to 1.</summary>
    public static float GreenCover(Crop crop, float day) => crop switch
    {
        Crop.WinterWheat => 0.12f + (0.80f * Season(day, 60, 108, 146, 168)) - (0.10f * Curve.Step(146, 168, day)) + (0.30f * Curve.Step(288, 330, day)),
        Crop.Maize => 0.03f + (0.93f * Season(day, 138, 180, 246, 272)),
        Crop.Sorghum => 0.03f + (0.82f * Season(day, 158, 200, 258, 290)),
        Crop.Soy => 0.03f + (0.90f * Season(day, 146, 192, 250, 270)),
        _ => 0.02f + (0.06f * Season(day, 150, 190, 230, 260)),
    };

    /// <summary>Share of the bare ground under straw, 0 to 1.</summary>
    public static float Straw(Crop crop, float day) => crop switch
    {
        Crop.WinterWheat => Curve.Step(148, 166, day),
        Crop.Maize => 0.8f * Curve.Step(250, 275, day),
        Crop.Sorghum => 0.8f * Curve.Step(262, 292, day),
        Crop.Soy => 0.4f * Curve.Step(255, 272, day),
        _ => 0,
    };

    private static float Season(float day, float emergence, float closed, float turning, float ripe) =>
        Curve.Step(emergence, closed, day) * (1 - Curve.Step(turning, ripe, day));
}
