namespace RasterFlow.Storage;

/// <summary>Media types of the files the pipeline writes, by file name.</summary>
public static class ContentTypes
{
    /// <summary>The media type for a key; <c>application/octet-stream</c> when its ending is not known.</summary>
    public static string Of(string key) => Path.GetExtension(key) switch
    {
        ".json" => "application/json",
        ".geojson" => "application/geo+json",
        ".parquet" => "application/vnd.apache.parquet",
        ".avro" => "application/avro",
        ".text" => "text/plain; charset=utf-8",
        ".pmtiles" => "application/vnd.pmtiles",
        ".png" => "image/png",
        ".tif" or ".tiff" => "image/tiff",
        ".html" => "text/html; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        _ => "application/octet-stream",
    };
}
