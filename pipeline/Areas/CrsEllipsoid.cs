namespace RasterFlow.Areas;

/// <summary>An ellipsoid of revolution with the latitudes that map projections need. Angles in radians.</summary>
internal sealed class CrsEllipsoid
{
    private const int NewtonSteps = 5;

    /// <param name="semiMajorMetres">Equatorial radius.</param>
    /// <param name="flattening">(a - b) / a.</param>
    public CrsEllipsoid(double semiMajorMetres, double flattening)
    {
        SemiMajorMetres = semiMajorMetres;
        Flattening = flattening;
        EccentricitySquared = flattening * (2 - flattening);
        Eccentricity = Math.Sqrt(EccentricitySquared);
        AuthalicPole = Authalic(1);
    }

    /// <summary>The ellipsoid of WGS 84.</summary>
    public static CrsEllipsoid Wgs84 { get; } = new(6378137, 1 / 298.257223563);

    /// <summary>Equatorial radius.</summary>
    public double SemiMajorMetres { get; }

    /// <summary>(a - b) / a.</summary>
    public double Flattening { get; }

    /// <summary>e.</summary>
    public double Eccentricity { get; }

    /// <summary>e².</summary>
    public double EccentricitySquared { get; }

    /// <summary><see cref="Authalic"/> at the pole.</summary>
    public double AuthalicPole { get; }

    /// <summary>Earth-centred metres of a position in degrees on the ellipsoid (IOGP Guidance Note 7-2, section 4.1.1).</summary>
    public (double X, double Y, double Z) Geocentric(double longitude, double latitude)
    {
        (double sine, double cosine) = Math.SinCos(double.DegreesToRadians(latitude));
        (double east, double forward) = Math.SinCos(double.DegreesToRadians(longitude));
        double radius = SemiMajorMetres / Math.Sqrt(1 - (EccentricitySquared * sine * sine));
        return (radius * cosine * forward, radius * cosine * east, radius * (1 - EccentricitySquared) * sine);
    }

    /// <summary>Degrees of earth-centred metres near the ellipsoid; heights are dropped (B. R. Bowring, "Transformation from spatial to geographical coordinates", 1976).</summary>
    public (double Longitude, double Latitude) Geographic(double x, double y, double z)
    {
        double distance = double.Hypot(x, y);
        double semiMinor = SemiMajorMetres * (1 - Flattening);
        double second = EccentricitySquared / (1 - EccentricitySquared);
        (double sine, double cosine) = Math.SinCos(Math.Atan2(z * SemiMajorMetres, distance * semiMinor));
        double latitude = Math.Atan2(z + (second * semiMinor * sine * sine * sine), distance - (EccentricitySquared * SemiMajorMetres * cosine * cosine * cosine));
        return (double.RadiansToDegrees(Math.Atan2(y, x)), double.RadiansToDegrees(latitude));
    }

    /// <summary>Tangent of the conformal latitude from that of the geographic one (C. F. F. Karney, "Transverse Mercator with an accuracy of a few nanometers", 2011, eqs. 7-9).</summary>
    public double ConformalTangent(double tangent)
    {
        double sine = tangent / Math.Sqrt(1 + (tangent * tangent));
        double sigma = Math.Sinh(Eccentricity * Math.Atanh(Eccentricity * sine));
        return (tangent * Math.Sqrt(1 + (sigma * sigma))) - (sigma * Math.Sqrt(1 + (tangent * tangent)));
    }

    /// <summary>Inverse of <see cref="ConformalTangent"/> by Newton's method (Karney 2011, eqs. 19-21).</summary>
    public double GeographicTangent(double conformalTangent)
    {
        double rest = 1 - EccentricitySquared;
        double tangent = conformalTangent / rest;
        for (int step = 0; step < NewtonSteps; step++)
        {
            double reached = ConformalTangent(tangent);
            double squared = tangent * tangent;
            double change = (conformalTangent - reached) / Math.Sqrt(1 + (reached * reached)) * (1 + (rest * squared)) / (rest * Math.Sqrt(1 + squared));
            tangent += change;
            if (!(Math.Abs(change) > 1e-12 * Math.Max(1, Math.Abs(tangent))))
            {
                break;
            }
        }

        return tangent;
    }

    /// <summary>Isometric latitude: 0 at the equator, infinite at the poles.</summary>
    public double Isometric(double latitude) => Math.Asinh(Math.Tan(latitude)) - (Eccentricity * Math.Atanh(Eccentricity * Math.Sin(latitude)));

    /// <summary>Inverse of <see cref="Isometric"/>.</summary>
    public double LatitudeOfIsometric(double isometric) => Math.Atan(GeographicTangent(Math.Sinh(isometric)));

    /// <summary>Radius of the parallel over the semi-major axis (J. P. Snyder, "Map Projections: A Working Manual", USGS 1395, eq. 14-15).</summary>
    public double ParallelRadius(double latitude)
    {
        double sine = Math.Sin(latitude);
        return Math.Cos(latitude) / Math.Sqrt(1 - (EccentricitySquared * sine * sine));
    }

    /// <summary>q of the sine of a latitude, proportional to the area below it (Snyder, eq. 3-12).</summary>
    public double Authalic(double sine) =>
        (1 - EccentricitySquared) * ((sine / (1 - (EccentricitySquared * sine * sine))) + (Math.Atanh(Eccentricity * sine) / Eccentricity));

    /// <summary>Inverse of <see cref="Authalic"/>, as a latitude (Snyder, eq. 3-16); infinite where there is none.</summary>
    public double LatitudeOfAuthalic(double q)
    {
        double ratio = q / AuthalicPole;
        if (!(Math.Abs(ratio) < 1))
        {
            return Math.Abs(ratio) < 1 + 1e-12 ? Math.CopySign(Math.PI / 2, ratio) : double.PositiveInfinity;
        }

        double latitude = Math.Asin(ratio);
        for (int step = 0; step < NewtonSteps; step++)
        {
            double sine = Math.Sin(latitude);
            double inner = 1 - (EccentricitySquared * sine * sine);
            double change = inner * inner * (q - Authalic(sine)) / (2 * (1 - EccentricitySquared) * Math.Cos(latitude));
            latitude += change;
            if (!(Math.Abs(change) > 1e-13))
            {
                break;
            }
        }

        return latitude;
    }
}
