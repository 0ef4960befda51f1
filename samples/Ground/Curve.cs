namespace RasterFlow.Samples.Ground;

/// <summary>S-shaped steps.</summary>
internal static class Curve
{
    /// <summary>3t² - 2t³ for t in [0, 1].</summary>
    public static float Smooth(float t) => t * t * (3 - (2 * t));

    /// <summary>0 up to <paramref name="from"/>, 1 from <paramref name="to"/>, a smooth rise between.</summary>
    public static float Step(float from, float to, float value) => Smooth(Math.Clamp((value - from) / (to - from), 0, 1));
}
