namespace RasterFlow.Areas;

/// <summary>
/// Transverse Mercator whose x grows westward and y southward (IOGP 373-7-2, EPSG method 9808), as in South Africa and Namibia: another one turned round.
/// </summary>
/// <param name="north">The same projection with x to the east and y to the north.</param>
/// <param name="falseEasting">The x of the origin, in metres.</param>
/// <param name="falseNorthing">The y of the origin, in metres.</param>
internal sealed class CrsSouthOrientated(CrsTransverseMercator north, double falseEasting, double falseNorthing) : CrsProjection
{
    /// <summary>Its name in WKT 1, as GDAL writes it.</summary>
    public const string WktName = "Transverse_Mercator_South_Orientated";

    /// <inheritdoc/>
    public override string MappingName => north.MappingName;

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        (double x, double y) = north.Forward(longitude, latitude);
        return double.IsFinite(x) ? ((2 * falseEasting) - x, (2 * falseNorthing) - y) : (x, y);
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y) => north.Inverse((2 * falseEasting) - x, (2 * falseNorthing) - y);
}
