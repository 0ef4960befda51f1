using System.Globalization;

namespace RasterFlow.Bench.Warp;

/// <summary>How two images of the same pixels differ.</summary>
/// <param name="Pixels">Pixels compared.</param>
/// <param name="Differing">Those that differ.</param>
/// <param name="Worst">The largest difference.</param>
internal readonly record struct PixelAgreement(int Pixels, int Differing, int Worst)
{
    public static PixelAgreement Of(ReadOnlySpan<ushort> ours, ReadOnlySpan<ushort> theirs)
    {
        (int differing, int worst) = (0, 0);
        for (int i = 0; i < ours.Length; i++)
        {
            int difference = Math.Abs(ours[i] - theirs[i]);
            differing += difference == 0 ? 0 : 1;
            worst = Math.Max(worst, difference);
        }

        return new PixelAgreement(ours.Length, differing, worst);
    }

    public static PixelAgreement operator +(PixelAgreement one, PixelAgreement other) =>
        new(one.Pixels + other.Pixels, one.Differing + other.Differing, Math.Max(one.Worst, other.Worst));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Differing} of {Pixels} pixels differ, by at most {Worst}");
}
