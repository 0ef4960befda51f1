namespace RasterFlow.Areas;

/// <summary>
/// Transverse Mercator by Krüger's series to the sixth order (C. F. F. Karney, "Transverse Mercator with an accuracy of a few nanometers",
/// Journal of Geodesy 85, 2011, eqs. 10-11 and 35-36), summed by Clenshaw's rule in complex numbers. Its error is below a micrometre
/// within 3900 km of the central meridian.
/// </summary>
internal sealed class CrsTransverseMercator : CrsProjection
{
    /// <summary>Beyond this distance from the central meridian (in units of the rectifying radius) PROJ's tmerc gives no position either (src/projections/tmerc.cpp).</summary>
    private const double Reach = 2.623395162778;

    private readonly CrsEllipsoid _ellipsoid;
    private readonly CrsPlacement _placement;
    private readonly double _radius;
    private readonly double _originXi;
    private readonly double[] _forward;
    private readonly double[] _inverse;

    public CrsTransverseMercator(CrsEllipsoid ellipsoid, CrsPlacement placement, double scale)
    {
        _ellipsoid = ellipsoid;
        _placement = placement;
        double n = ellipsoid.Flattening / (2 - ellipsoid.Flattening);
        double n2 = n * n;
        _radius = scale * ellipsoid.SemiMajorMetres / (1 + n) * (1 + (n2 / 4) + (n2 * n2 / 64) + (n2 * n2 * n2 / 256));
        _forward = Powers(n, ForwardSeries);
        _inverse = Powers(n, InverseSeries);
        double xi = Math.Atan(ellipsoid.ConformalTangent(Math.Tan(double.DegreesToRadians(placement.Latitude))));
        _originXi = xi + Sum(_forward, xi, 0).Xi;
    }

    /// <inheritdoc/>
    public override string MappingName => "transverse_mercator";

    /// <summary>Longitude of the meridian that is straight, degrees.</summary>
    public double CentralMeridian => _placement.Longitude;

    // Karney 2011, eq. 35: row j - 1 holds the factors of n^j .. n^6 of alpha_j.
    private static double[][] ForwardSeries { get; } =
    [
        [1 / 2.0, -2 / 3.0, 5 / 16.0, 41 / 180.0, -127 / 288.0, 7891 / 37800.0],
        [13 / 48.0, -3 / 5.0, 557 / 1440.0, 281 / 630.0, -1983433 / 1935360.0],
        [61 / 240.0, -103 / 140.0, 15061 / 26880.0, 167603 / 181440.0],
        [49561 / 161280.0, -179 / 168.0, 6601661 / 7257600.0],
        [34729 / 80640.0, -3418889 / 1995840.0],
        [212378941 / 319334400.0],
    ];

    // Karney 2011, eq. 36: beta_j, subtracted.
    private static double[][] InverseSeries { get; } =
    [
        [1 / 2.0, -2 / 3.0, 37 / 96.0, -1 / 360.0, -81 / 512.0, 96199 / 604800.0],
        [1 / 48.0, 1 / 15.0, -437 / 1440.0, 46 / 105.0, -1118711 / 3870720.0],
        [17 / 480.0, -37 / 840.0, -209 / 4480.0, 5569 / 90720.0],
        [4397 / 161280.0, -11 / 504.0, -830251 / 7257600.0],
        [4583 / 161280.0, -108847 / 3991680.0],
        [20648693 / 638668800.0],
    ];

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        double tangent = _ellipsoid.ConformalTangent(Math.Tan(double.DegreesToRadians(latitude)));
        (double sine, double cosine) = Math.SinCos(ShortWay(longitude - _placement.Longitude));
        double xi = Math.Atan2(tangent, cosine);
        double eta = Math.Asinh(sine / double.Hypot(tangent, cosine));
        if (!(Math.Abs(eta) <= Reach))
        {
            return (double.PositiveInfinity, double.PositiveInfinity);
        }

        (double moreXi, double moreEta) = Sum(_forward, xi, eta);
        return (
            _placement.FalseEasting + (_radius * (eta + moreEta)),
            _placement.FalseNorthing + (_radius * (xi + moreXi - _originXi)));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double xi = ((y - _placement.FalseNorthing) / _radius) + _originXi;
        double eta = (x - _placement.FalseEasting) / _radius;
        if (!(Math.Abs(eta) <= Reach))
        {
            return (double.PositiveInfinity, double.PositiveInfinity);
        }

        (double lessXi, double lessEta) = Sum(_inverse, xi, eta);
        (double sine, double cosine) = Math.SinCos(xi - lessXi);
        double opposite = Math.Sinh(eta - lessEta);
        double tangent = _ellipsoid.GeographicTangent(sine / double.Hypot(opposite, cosine));
        return (Longitude(_placement.Longitude, Math.Atan2(opposite, cosine)), double.RadiansToDegrees(Math.Atan(tangent)));
    }

    private static double[] Powers(double n, double[][] series)
    {
        double[] factors = new double[series.Length];
        double power = 1;
        for (int j = 0; j < series.Length; j++)
        {
            power *= n;
            double term = power;
            foreach (double factor in series[j])
            {
                factors[j] += factor * term;
                term *= n;
            }
        }

        return factors;
    }

    /// <summary>The sums of factor_j sin(2j xi) cosh(2j eta) and factor_j cos(2j xi) sinh(2j eta): real and imaginary part of factor_j sin(2j (xi + i eta)).</summary>
    private static (double Xi, double Eta) Sum(double[] factors, double xi, double eta)
    {
        (double sine, double cosine) = Math.SinCos(2 * xi);
        double sinh = Math.Sinh(2 * eta);
        double cosh = Math.Sqrt(1 + (sinh * sinh));
        double re = 2 * cosine * cosh;
        double im = -2 * sine * sinh;
        double re1 = 0, im1 = 0, re2 = 0, im2 = 0;
        for (int j = factors.Length - 1; j >= 0; j--)
        {
            (double nextRe, double nextIm) = ((re * re1) - (im * im1) - re2 + factors[j], (re * im1) + (im * re1) - im2);
            (re2, im2, re1, im1) = (re1, im1, nextRe, nextIm);
        }

        (double sRe, double sIm) = (sine * cosh, cosine * sinh);
        return ((sRe * re1) - (sIm * im1), (sRe * im1) + (sIm * re1));
    }
}
