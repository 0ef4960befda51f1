namespace RasterFlow.Samples;

/// <summary>What a simulation wrote, by absolute path.</summary>
/// <param name="Folder">The folder that holds everything below.</param>
/// <param name="ItemsPath">items.json: a STAC ItemCollection in the manner of Earth Search, with relative hrefs.</param>
/// <param name="AoiPath">aoi.geojson: the area of interest, one polygon in EPSG:4326. It crosses the border between the two tiles.</param>
/// <param name="TruthGeoJsonPath">truth.geojson: the true fields in EPSG:4326.</param>
/// <param name="TruthParquetPath">truth.parquet: the same as GeoParquet.</param>
/// <param name="SceneCount">STAC items written.</param>
/// <param name="FieldCount">True fields that touch the area of interest.</param>
/// <param name="Start">The first moment of the first year (UTC): a job's start.</param>
/// <param name="End">The first moment after the last year (UTC): a job's end.</param>
public sealed record SampleSet(
    string Folder,
    string ItemsPath,
    string AoiPath,
    string TruthGeoJsonPath,
    string TruthParquetPath,
    int SceneCount,
    int FieldCount,
    DateTimeOffset Start,
    DateTimeOffset End);
