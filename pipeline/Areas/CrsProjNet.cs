using System.Collections.Frozen;
using ProjNet.CoordinateSystems;
using ProjNet.CoordinateSystems.Transformations;

namespace RasterFlow.Areas;

/// <summary>A projection that ProjNET computes: of those that outlines come in but no grid is made of.</summary>
internal sealed class CrsProjNet : CrsProjection
{
    private readonly MathTransform _forward;
    private readonly MathTransform _inverse;

    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "Oblique_Stereographic", "Hotine_Oblique_Mercator", "Hotine_Oblique_Mercator_Azimuth_Center", "Krovak", "Cassini_Soldner", "Polyconic");

    /// <param name="system">The system; datum and meridian are left as they are.</param>
    public CrsProjNet(ProjectedCoordinateSystem system)
    {
        _forward = new CoordinateTransformationFactory().CreateFromCoordinateSystems(system.GeographicCoordinateSystem, AsNamedThere(system)).MathTransform;
        _inverse = _forward.Inverse();
        MappingName = system.Projection.ClassName.ToLowerInvariant();
    }

    /// <summary>Whether a system's projection is one of these.</summary>
    public static bool Computes(ProjectedCoordinateSystem system) => Names.Contains(system.Projection.ClassName);

    /// <inheritdoc/>
    public override string MappingName { get; }

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude) => Apply(_forward, longitude, latitude);

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y) => Apply(_inverse, x, y);

    /// <summary>
    /// The variant of the oblique Mercator whose false coordinates lie at the natural origin (EPSG method 9812) goes by Hotine_Oblique_Mercator in WKT 1 as GDAL
    /// and ESRI write it. ProjNET takes that for the other variant (9815), and calls this one Oblique_Mercator.
    /// </summary>
    private static ProjectedCoordinateSystem AsNamedThere(ProjectedCoordinateSystem system)
    {
        if (!system.Projection.ClassName.Equals("Hotine_Oblique_Mercator", StringComparison.OrdinalIgnoreCase))
        {
            return system;
        }

        CoordinateSystemFactory factory = new();
        List<ProjectionParameter> parameters = [.. Enumerable.Range(0, system.Projection.NumParameters).Select(system.Projection.GetParameter)];
        IProjection renamed = factory.CreateProjection(system.Projection.Name, "Oblique_Mercator", parameters);
        return factory.CreateProjectedCoordinateSystem(system.Name, system.GeographicCoordinateSystem, renamed, system.LinearUnit, system.GetAxis(0), system.GetAxis(1));
    }

    private static (double X, double Y) Apply(MathTransform transform, double x, double y)
    {
        try
        {
            return transform.Transform(x, y);
        }
        catch (Exception e) when (e is ArgumentException || e.GetType() == typeof(Exception))
        {
            // What does not converge is thrown, as a bare Exception.
            return (double.PositiveInfinity, double.PositiveInfinity);
        }
    }
}
