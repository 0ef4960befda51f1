namespace RasterFlow.Imagery;

/// <summary>Reads georeferencing (GeoTIFF 1.1, OGC 19-008r4, section 7).</summary>
internal static class GeoPlacementReader
{
    private const int ModelTypeKey = 1024;
    private const int RasterTypeKey = 1025;
    private const int GeographicCrsKey = 2048;
    private const int ProjectedCrsKey = 3072;
    private const int UserDefined = 32767;
    private const int PixelIsPoint = 2;
    private const int ModelProjected = 1;
    private const int ModelGeographic = 2;
    private const int ModelGeocentric = 3;

    public static async Task<GeoReference> ReadAsync(TiffDirectory directory, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<int, int> keys = await KeysAsync(directory, cancellationToken);
        (int? epsg, string? crsProblem) = CodeOf(keys);
        (GeoPlacement? placement, string? problem) = await PlacementAsync(directory, cancellationToken);
        if (placement is { } p && keys.GetValueOrDefault(RasterTypeKey) == PixelIsPoint)
        {
            // Positions are centres then; ours are corners.
            placement = p with { OriginX = p.OriginX - (p.PixelWidth / 2), OriginY = p.OriginY + (p.PixelHeight / 2) };
        }

        return new GeoReference(epsg, crsProblem, placement, problem);
    }

    private static async Task<IReadOnlyDictionary<int, int>> KeysAsync(TiffDirectory directory, CancellationToken cancellationToken)
    {
        long[] values = await directory.IntegersAsync(TiffTag.GeoKeyDirectory, 4096, cancellationToken);
        Dictionary<int, int> keys = [];
        long count = values.Length >= 4 ? Math.Min(values[3], (values.Length - 4) / 4) : 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<long> key = values.AsSpan(4 + (4 * i), 4);
            if (key[1] == 0)
            {
                keys[(int)key[0]] = (int)key[3];
            }
        }

        return keys;
    }

    /// <summary>
    /// The code of the system that positions are in. A projection that the file itself defines goes with the code of a geographic system, which is that of
    /// its datum and not that of the positions.
    /// </summary>
    private static (int? Epsg, string? Problem) CodeOf(IReadOnlyDictionary<int, int> keys)
    {
        int model = keys.GetValueOrDefault(ModelTypeKey);
        if (model == ModelGeocentric)
        {
            return (null, "its reference system is geocentric (GTModelTypeGeoKey 3)");
        }

        if (model != ModelGeographic && (model == ModelProjected || keys.GetValueOrDefault(ProjectedCrsKey) != 0))
        {
            return Code(keys, ProjectedCrsKey) is { } projected
                ? (projected, null)
                : (null, $"its projection is defined in the file itself (ProjectedCRSGeoKey {keys.GetValueOrDefault(ProjectedCrsKey)}), not by an EPSG code; warp it to one that has a code, for example: gdalwarp -t_srs EPSG:32633");
        }

        return Code(keys, GeographicCrsKey) is { } geographic ? (geographic, null) : (null, null);
    }

    private static int? Code(IReadOnlyDictionary<int, int> keys, int key) =>
        keys.TryGetValue(key, out int code) && code is > 0 and not UserDefined ? code : null;

    private static async Task<(GeoPlacement? Placement, string? Problem)> PlacementAsync(TiffDirectory directory, CancellationToken cancellationToken)
    {
        double[] matrix = await directory.DoublesAsync(TiffTag.ModelTransformation, cancellationToken);
        if (matrix.Length >= 8)
        {
            return matrix[1] == 0 && matrix[4] == 0
                ? Sound(new GeoPlacement(matrix[3], matrix[7], matrix[0], -matrix[5]))
                : (null, "its grid is turned or sheared (ModelTransformation); warp it north up first");
        }

        double[] scale = await directory.DoublesAsync(TiffTag.ModelPixelScale, cancellationToken);
        double[] tie = await directory.DoublesAsync(TiffTag.ModelTiepoint, cancellationToken);
        return scale.Length >= 2 && tie.Length >= 6
            ? Sound(new GeoPlacement(tie[3] - (tie[0] * scale[0]), tie[4] + (tie[1] * scale[1]), scale[0], scale[1]))
            : (null, "it has no georeferencing (ModelPixelScale and ModelTiepoint, or ModelTransformation)");
    }

    private static (GeoPlacement? Placement, string? Problem) Sound(GeoPlacement p) =>
        double.IsFinite(p.OriginX) && double.IsFinite(p.OriginY) && double.IsFinite(p.PixelWidth) && double.IsFinite(p.PixelHeight)
            && p.PixelWidth > 0 && p.PixelHeight > 0
            ? (p, null)
            : (null, $"its georeferencing is not usable: a pixel of {p.PixelWidth} x {p.PixelHeight} at ({p.OriginX}, {p.OriginY}), where rows must run north to south");
}
