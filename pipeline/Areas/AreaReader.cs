using System.Globalization;
using System.Text;
using System.Text.Json;
using NetTopologySuite;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using RasterFlow.Storage;

namespace RasterFlow.Areas;

/// <summary>Reads areas of interest: GeoJSON, a box [west, south, east, north], WKT, or the name of a place; several features become one area.</summary>
public static class AreaReader
{
    /// <summary>The largest area that a job takes unless told otherwise.</summary>
    public const double DefaultMaximumSquareKilometres = 750_000;

    private const string Forms = "Give a GeoJSON geometry, Feature or FeatureCollection, a box [west, south, east, north], WKT, or a place as us/ks/Haskell County, us/ks or lu.";
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4326);
    private static readonly NtsGeometryServices Services = new(new PrecisionModel(), 4326);

    /// <summary>Reads GeoJSON (as an object, or as text) or a box (an array of four numbers).</summary>
    /// <param name="element">The area.</param>
    /// <param name="maximumSquareKilometres">Larger areas are refused.</param>
    /// <exception cref="AreaProblemException">Lists all that is wrong.</exception>
    public static AreaOfInterest Parse(JsonElement element, double maximumSquareKilometres = DefaultMaximumSquareKilometres) => element.ValueKind switch
    {
        JsonValueKind.Object => FromGeoJson(element, maximumSquareKilometres),
        JsonValueKind.Array => FromBox(element, maximumSquareKilometres),
        JsonValueKind.String => Parse(element.GetString()!, maximumSquareKilometres),
        _ => throw new AreaProblemException("No area is given", element.ValueKind.ToString(), Forms),
    };

    /// <summary>Reads GeoJSON text, WKT, a box, with or without brackets, or the name of a place (<see cref="PlaceReader"/>).</summary>
    /// <param name="text">The area.</param>
    /// <param name="maximumSquareKilometres">Larger areas are refused.</param>
    /// <exception cref="AreaProblemException">Lists all that is wrong.</exception>
    public static AreaOfInterest Parse(string text, double maximumSquareKilometres = DefaultMaximumSquareKilometres)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim().TrimStart('\uFEFF');
        if (trimmed.Length == 0)
        {
            throw new AreaProblemException("No area is given", "the text is empty", Forms);
        }

        if (PlaceReader.IsPlace(trimmed))
        {
            return AreaValidator.Validate([($"'{trimmed}'", PlaceReader.Outline(trimmed))], maximumSquareKilometres);
        }

        if (char.IsAsciiDigit(trimmed[0]) || trimmed[0] is '-' or '+' or '.')
        {
            trimmed = $"[{trimmed}]";
        }

        return trimmed[0] is '{' or '[' ? FromJson(trimmed, maximumSquareKilometres) : FromWkt(trimmed, maximumSquareKilometres);
    }

    /// <summary>True for text that is plainly a box or GeoJSON, right or wrong, and no file's name.</summary>
    /// <param name="text">The text.</param>
    public static bool IsWritten(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] numbers = text.Split(',');
        return text.AsSpan().TrimStart() is ['{' or '[', ..]
            || (numbers.Length > 1 && numbers.All(static number => double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _)));
    }

    /// <summary>Reads a file by its ending: .geojson, .json, .wkt, .parquet.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="name">Its name, for the ending and for messages.</param>
    /// <param name="maximumSquareKilometres">Larger areas are refused.</param>
    /// <exception cref="AreaProblemException">Lists all that is wrong.</exception>
    /// <exception cref="NotSupportedException">Another ending.</exception>
    public static AreaOfInterest FromBytes(byte[] content, string name, double maximumSquareKilometres = DefaultMaximumSquareKilometres)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(name);
        return Path.GetExtension(name).ToUpperInvariant() switch
        {
            ".GEOJSON" or ".JSON" or ".WKT" or ".TXT" => Parse(Encoding.UTF8.GetString(content), maximumSquareKilometres),
            ".PARQUET" or ".GEOPARQUET" => FromGeoParquet(content, name, maximumSquareKilometres),
            string other => throw new NotSupportedException($"{name}: files ending in '{other}' hold no area that can be read. Use .geojson, .json, .wkt or .parquet."),
        };
    }

    /// <summary>Makes one area of geometries in EPSG:4326.</summary>
    /// <exception cref="AreaProblemException">Lists all that is wrong.</exception>
    public static AreaOfInterest FromGeometries(IReadOnlyList<Geometry> geometries, double maximumSquareKilometres = DefaultMaximumSquareKilometres)
    {
        ArgumentNullException.ThrowIfNull(geometries);
        return AreaValidator.Validate([.. geometries.Select((geometry, i) => (Where: geometries.Count == 1 ? "the geometry" : $"geometry {i}", geometry))], maximumSquareKilometres);
    }

    private static AreaOfInterest FromGeoParquet(byte[] content, string name, double maximum)
    {
        try
        {
            return FromGeometries(GeoParquetAreaReader.Read(content, name), maximum);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            throw new AreaProblemException("The GeoParquet file cannot be read", e.Message, "Write it with WKB geometries in EPSG:4326, or give GeoJSON.", e);
        }
    }

    private static AreaOfInterest FromJson(string text, double maximum)
    {
        try
        {
            using JsonDocument document = StrictJson.Parse(Encoding.UTF8.GetBytes(text));
            return Parse(document.RootElement, maximum);
        }
        catch (JsonException e)
        {
            // The parser stops at 64 levels, which it tells apart from broken text by its words alone.
            string what = e.Message.Contains("maximum configured depth", StringComparison.Ordinal) ? "The JSON is nested too deeply" : "The text is not valid JSON";
            throw new AreaProblemException(what, $"line {e.LineNumber + 1}, byte {e.BytePositionInLine}", Forms, e);
        }
    }

    private static AreaOfInterest FromWkt(string text, double maximum)
    {
        string geometry = WktGuard.Checked(text, Forms);
        try
        {
            return FromGeometries([new WKTReader(Services).Read(geometry)], maximum);
        }
        catch (Exception e) when (e is ParseException or ArgumentException or FormatException)
        {
            throw new AreaProblemException("The text is not valid WKT", e.Message, Forms, e);
        }
    }

    private static AreaOfInterest FromBox(JsonElement element, double maximum)
    {
        JsonElement[] items = [.. element.EnumerateArray()];
        if (items.Length != 4 || items.Any(item => item.ValueKind != JsonValueKind.Number))
        {
            throw new AreaProblemException("A box has four numbers", $"{items.Length} values given", "Give [west, south, east, north] in degrees.");
        }

        double[] box = [.. items.Select(item => item.GetDouble())];
        if (!Array.TrueForAll(box, double.IsFinite))
        {
            throw new AreaProblemException("A number of the box is too large", element.GetRawText(), "Give [west, south, east, north] in degrees.");
        }

        if (box[3] <= box[1])
        {
            throw new AreaProblemException("The box's north is not above its south", FormattableString.Invariant($"south {box[1]}, north {box[3]}"), "Give [west, south, east, north] in degrees.");
        }

        if (box[2] <= box[0])
        {
            string sides = FormattableString.Invariant($"[{box[0]}, {box[1]}, 180, {box[3]}] and [-180, {box[1]}, {box[2]}, {box[3]}]");
            throw new AreaProblemException(
                "The box's east is not beyond its west", FormattableString.Invariant($"west {box[0]}, east {box[2]}"), $"If it crosses the antimeridian (180 degrees), start one job for each side, {sides}; else swap the two.");
        }

        return FromGeometries([Factory.ToGeometry(new Envelope(box[0], box[2], box[1], box[3]))], maximum);
    }

    private static AreaOfInterest FromGeoJson(JsonElement element, double maximum)
    {
        List<(string Where, Geometry Geometry)> parts = [];
        List<AreaProblem> problems = [.. GeoJsonParts.Crs(element)];
        foreach ((string where, JsonElement geometry) in GeoJsonParts.Of(element))
        {
            try
            {
                parts.Add((where, GeoJsonGeometryReader.Read(geometry)));
            }
            catch (FormatException e)
            {
                problems.Add(new AreaProblem($"This is not valid GeoJSON: {e.Message}", where, "See RFC 7946."));
            }
        }

        return problems.Count == 0 ? AreaValidator.Validate(parts, maximum) : throw new AreaProblemException([.. problems, .. AreaValidator.Problems(parts)]);
    }
}
