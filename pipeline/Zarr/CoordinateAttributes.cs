using System.Globalization;
using System.Text.Json.Nodes;
using RasterFlow.Areas;
using RasterFlow.Imagery;

namespace RasterFlow.Zarr;

/// <summary>Attributes of coordinate arrays (CF conventions 1.11, sections 4 and 5.6).</summary>
internal static class CoordinateAttributes
{
    public static JsonObject Time() => new()
    {
        ["standard_name"] = "time",
        ["axis"] = "T",
        ["units"] = "days since 1970-01-01",
        ["calendar"] = "proleptic_gregorian",
    };

    public static JsonObject TimeDelta() => new()
    {
        ["long_name"] = "length of the time step: it ends at time + time_delta",
        ["units"] = "days",
    };

    public static JsonObject Y(Crs crs) => new()
    {
        ["standard_name"] = crs.IsGeographic ? "latitude" : "projection_y_coordinate",
        ["axis"] = "Y",
        ["units"] = crs.IsGeographic ? "degrees_north" : "m",
    };

    public static JsonObject X(Crs crs) => new()
    {
        ["standard_name"] = crs.IsGeographic ? "longitude" : "projection_x_coordinate",
        ["axis"] = "X",
        ["units"] = crs.IsGeographic ? "degrees_east" : "m",
    };

    /// <summary>The grid mapping; <c>spatial_ref</c> and <c>GeoTransform</c> are what GDAL and rioxarray read.</summary>
    public static JsonObject SpatialRef(RasterGrid grid)
    {
        // A system without a code is written as it was given: what ProjNET makes of it need not be all of it.
        string wkt = grid.Crs.Epsg == 0 ? grid.Crs.ToString() : grid.Crs.System.WKT;
        string transform = string.Join(' ', new[] { grid.OriginX, grid.PixelSize, 0, grid.OriginY, 0, -grid.PixelSize }
            .Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
        JsonObject attributes = new()
        {
            ["grid_mapping_name"] = grid.Crs.MappingName,
            ["crs_wkt"] = wkt,
            ["spatial_ref"] = wkt,
            ["GeoTransform"] = transform,
        };
        if (grid.Crs.Epsg != 0)
        {
            attributes["epsg_code"] = grid.Crs.ToString();
        }

        return attributes;
    }
}
