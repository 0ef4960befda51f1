using System.Globalization;
using RasterFlow.Areas;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Areas;

/// <summary>Positions against PROJ's (golden/make_crs_points.py).</summary>
public sealed class CrsGoldenTests
{
    /// <summary>A tenth of a pixel of 10 m is wanted; a millimetre is what the formulas give, and no mistake in one is smaller.</summary>
    private const double ToleranceMetres = 0.001;

    private static readonly ILookup<int, Position> Positions = File.ReadLines(Path.Combine(Repository.Root, "tests/RasterFlow.Tests/Areas/golden/crs_points.csv"))
        .Skip(1)
        .Select(line => line.Split(',').Select(value => double.Parse(value, CultureInfo.InvariantCulture)).ToArray())
        .ToLookup(values => (int)values[0], values => new Position(values[1], values[2], values[3], values[4]));

    public static TheoryData<int> Codes => [.. Positions.Select(group => group.Key)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Apply_FromDegrees_AgreesWithProj(int epsg)
    {
        CrsTransform forward = new(Crs.Wgs84, Crs.FromEpsg(epsg));

        double worst = Positions[epsg].Max(position =>
        {
            (double x, double y) = forward.Apply(position.Longitude, position.Latitude);
            return double.Hypot(x - position.X, y - position.Y);
        });

        worst.ShouldBeLessThan(ToleranceMetres);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Apply_ToDegrees_AgreesWithProj(int epsg)
    {
        CrsTransform inverse = new(Crs.FromEpsg(epsg), Crs.Wgs84);

        double worst = Positions[epsg].Max(position =>
        {
            (double longitude, double latitude) = inverse.Apply(position.X, position.Y);
            double east = Math.IEEERemainder(longitude - position.Longitude, 360) * Math.Cos(double.DegreesToRadians(latitude));
            return 111320 * double.Hypot(east, latitude - position.Latitude);
        });

        worst.ShouldBeLessThan(ToleranceMetres);
    }

    private readonly record struct Position(double Longitude, double Latitude, double X, double Y);
}
