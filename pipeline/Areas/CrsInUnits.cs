namespace RasterFlow.Areas;

/// <summary>A projection whose coordinates are in another unit than the metre.</summary>
/// <param name="metres">The projection in metres.</param>
/// <param name="metresPerUnit">Metres in one unit.</param>
internal sealed class CrsInUnits(CrsProjection metres, double metresPerUnit) : CrsProjection
{
    /// <inheritdoc/>
    public override string MappingName => metres.MappingName;

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        (double x, double y) = metres.Forward(longitude, latitude);
        return (x / metresPerUnit, y / metresPerUnit);
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y) => metres.Inverse(x * metresPerUnit, y * metresPerUnit);
}
