using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Areas.Places;

namespace RasterFlow.Functions.Http;

/// <summary>Places by name, for those who look for an area on the map.</summary>
public sealed class PlacesApi
{
    private const int Most = 8;

    /// <summary>GET /api/places?q=haskell: places whose name comes near, best first.</summary>
    [Function(nameof(SearchPlaces))]
    public IResult SearchPlaces([HttpTrigger(AuthorizationLevel.Function, "get", Route = "places")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Results.Json(new { places = PlaceSearch.Find(request.Query["q"].ToString(), Most) });
    }

    /// <summary>GET /api/places/us/ks/Haskell: the outline as a GeoJSON feature with its box.</summary>
    [Function(nameof(GetPlace))]
    public IResult GetPlace([HttpTrigger(AuthorizationLevel.Function, "get", Route = "places/{*path}")] HttpRequest request, string path)
    {
        try
        {
            Geometry outline = PlaceReader.Outline(path);
            Envelope box = outline.EnvelopeInternal;
            return Results.Json(
                new { type = "Feature", bbox = new[] { box.MinX, box.MinY, box.MaxX, box.MaxY }, properties = new { path }, geometry = GeoJsonGeometryWriter.ToJson(outline) },
                contentType: "application/geo+json");
        }
        catch (AreaProblemException e)
        {
            return Problems.NoSuchPlace(e.Message);
        }
    }
}
