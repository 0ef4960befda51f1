using NetTopologySuite.Geometries;
using RasterFlow.Areas;

namespace RasterFlow.Tests.Areas;

internal static class AreaCases
{
    /// <summary>Everything, for searches that shall not filter by place.</summary>
    public static AreaOfInterest Globe { get; } = new(new GeometryFactory(new PrecisionModel(), 4326).ToGeometry(new Envelope(-180, 180, -90, 90)));
}
