using System.Text.Json.Nodes;
using NetTopologySuite.Geometries;
using RasterFlow.Samples.Catalog;
using RasterFlow.Samples.Ground;
using RasterFlow.Samples.Seasons;
using RasterFlow.Vectors;

namespace RasterFlow.Samples;

/// <summary>One field of the ground truth.</summary>
/// <param name="Outline">Its outline in EPSG:4326.</param>
/// <param name="Parcel">Its place in the landscape.</param>
/// <param name="Area">Its area in pixels of 10 m.</param>
/// <param name="FirstYear">The first simulated year.</param>
/// <param name="Crops">Its crop in each simulated year.</param>
internal sealed record TrueField(Polygon Outline, Parcel Parcel, long Area, int FirstYear, IReadOnlyList<Crop> Crops)
{
    private const string Label = "field";

    /// <summary>The fields that touch a box (EPSG:32614).</summary>
    public static IReadOnlyList<TrueField> In(Landscape landscape, Envelope box, SimulationOptions options) =>
    [
        .. landscape.FieldsIn(box).Select(field => new TrueField(
            (Polygon)Wgs84Outline.Of(field.Outline),
            field.Parcel,
            (long)Math.Round(field.Outline.Area / 100),
            options.FirstYear,
            [.. Enumerable.Range(options.FirstYear, options.Years).Select(year => CropCalendar.CropOf(field.Parcel, year))])),
    ];

    /// <summary>The field as a GeoJSON feature: label, crop (of the first year) and crops (year by year).</summary>
    public JsonObject ToGeoJson() => GeoJson.Feature(Outline, new JsonObject
    {
        ["label"] = Label,
        ["crop"] = Name(Crops[0]),
        ["crops"] = new JsonArray([.. Crops.Select(static crop => (JsonNode)Name(crop))]),
    });

    /// <summary>The field as a row of the vectors table, certain by definition.</summary>
    public VectorFeature ToVector() => new()
    {
        Id = Parcel.Id,
        Label = Label,
        Time = new DateOnly(FirstYear, 1, 1),
        Pixels = Area,
        ScoreMean = 1,
        Geometry = Outline,
    };

    private static string Name(Crop crop) => crop switch
    {
        Crop.WinterWheat => "winter_wheat",
        Crop.Maize => "maize",
        Crop.Sorghum => "sorghum",
        Crop.Soy => "soy",
        _ => "fallow",
    };
}
