using System.Globalization;
using System.Text.Json;

namespace RasterFlow.Areas;

/// <summary>
/// Reads a reference system that PROJJSON (https://proj.org/schemas/v0.7/projjson.schema.json) defines, whatever its <c>id</c> says: its datum,
/// method and parameters are put into WKT 1, which <see cref="Crs.ParseOfOutline"/> takes or refuses.
/// </summary>
internal static class ProjJsonReader
{
    /// <summary>Azimuthal at a pole: axes point along meridians, and both are called north or south.</summary>
    private const string PolarWktName = "Polar_Stereographic";

    private static readonly string[] NorthEast = ["north", "east"];

    private static readonly string[] SouthWest = ["south", "west"];

    /// <summary>Reads a definition of a system that outlines come in.</summary>
    /// <exception cref="NotSupportedException">It is not supported; the message says what of it.</exception>
    public static Crs Read(JsonElement json) => Crs.ParseOfOutline(ToWkt(json));

    /// <summary>A definition as WKT 1.</summary>
    /// <exception cref="NotSupportedException">It is not supported; the message says what of it.</exception>
    public static string ToWkt(JsonElement json)
    {
        try
        {
            return TypeOf(json) == "CompoundCRS" ? ToWkt(json.GetProperty("components")[0]) : Wkt(json, string.Empty);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new NotSupportedException($"its definition is incomplete or broken: {e.Message}", e);
        }
    }

    /// <summary>A system as WKT 1.</summary>
    /// <param name="json">The system.</param>
    /// <param name="shift">The TOWGS84 of its datum; empty where it states none.</param>
    private static string Wkt(JsonElement json, string shift) => TypeOf(json) switch
    {
        "GeographicCRS" => Geographic(json, shift, isBase: false),
        "ProjectedCRS" => Projected(json, shift),
        "BoundCRS" => Wkt(json.GetProperty("source_crs"), ProjJsonShift.Of(json)),
        var other => throw new NotSupportedException($"its type {other} is none of GeographicCRS, ProjectedCRS, BoundCRS and CompoundCRS"),
    };

    private static string Projected(JsonElement json, string shift)
    {
        JsonElement conversion = json.GetProperty("conversion");
        ProjJsonMethod method = MethodOf(conversion.GetProperty("method"));
        double unit = AxisUnit(json, "metre", method.WktName switch { PolarWktName => null, CrsSouthOrientated.WktName => SouthWest, _ => NorthEast });
        string parameters = string.Concat(conversion.GetProperty("parameters").EnumerateArray().Select(parameter => Parameter(method, parameter, unit)));
        return string.Create(CultureInfo.InvariantCulture,
            $"PROJCS[\"{NameOf(json)}\",{Geographic(json.GetProperty("base_crs"), shift, isBase: true)},PROJECTION[\"{method.WktName}\"]{parameters},UNIT[\"{(unit == 1 ? "metre" : "unit")}\",{unit}]]");
    }

    private static string Geographic(JsonElement json, string shift, bool isBase)
    {
        if (!isBase && AxisUnit(json, "degree", NorthEast) != 1)
        {
            throw new NotSupportedException("its axes are not in degrees");
        }

        // An ensemble lists the realizations of one datum; which of them is meant is left open there.
        JsonElement datum = json.TryGetProperty("datum", out JsonElement one) ? one : json.GetProperty("datum_ensemble");
        JsonElement ellipsoid = datum.GetProperty("ellipsoid");
        double meridian = datum.TryGetProperty("prime_meridian", out JsonElement prime) ? Measure(prime.GetProperty("longitude"), "degree") : 0;
        string primeName = meridian == 0 ? "Greenwich" : NameOf(prime);
        return string.Create(CultureInfo.InvariantCulture,
            $"GEOGCS[\"{NameOf(json)}\",DATUM[\"{NameOf(datum).Replace(' ', '_')}\",SPHEROID[\"{NameOf(ellipsoid)}\",{Ellipsoid(ellipsoid)}]{shift}],PRIMEM[\"{primeName}\",{meridian}],UNIT[\"degree\",0.0174532925199433]]");
    }

    private static string Ellipsoid(JsonElement json)
    {
        if (!json.TryGetProperty("semi_major_axis", out JsonElement major))
        {
            throw new NotSupportedException($"its ellipsoid '{NameOf(json)}' is a sphere");
        }

        double a = Measure(major, "metre");
        double inverse = json.TryGetProperty("inverse_flattening", out JsonElement flattening)
            ? flattening.GetDouble()
            : a / (a - Measure(json.GetProperty("semi_minor_axis"), "metre"));
        return string.Create(CultureInfo.InvariantCulture, $"{a},{inverse}");
    }

    private static ProjJsonMethod MethodOf(JsonElement json)
    {
        string name = NameOf(json);
        int code = CodeOf(json);
        return ProjJsonMethod.All.FirstOrDefault(method => code == 0 ? method.Name.Equals(name, StringComparison.OrdinalIgnoreCase) : method.Code == code)
            ?? throw new NotSupportedException($"its projection '{name}' is none of {string.Join(", ", ProjJsonMethod.All.Select(static method => method.Name))}");
    }

    /// <summary>A parameter as WKT 1 has it: degrees, and lengths in the system's unit.</summary>
    private static string Parameter(ProjJsonMethod method, JsonElement json, double metresPerUnit)
    {
        string name = NameOf(json);
        int code = CodeOf(json);
        ProjJsonParameter parameter = Array.Find(method.Parameters, known => code == 0 ? known.Name.Equals(name, StringComparison.OrdinalIgnoreCase) : known.Code == code)
            ?? throw new NotSupportedException($"its parameter '{name}' is none of {method.Name}");
        double value = json.GetProperty("value").GetDouble() * UnitOf(json, parameter.Unit) / (parameter.Unit == "metre" ? metresPerUnit : 1);
        return string.Create(CultureInfo.InvariantCulture, $",PARAMETER[\"{parameter.WktNames[0]}\",{value}]");
    }

    /// <summary>
    /// How many of the expected unit one of the axes' is. Coordinates are x and y whatever their order is here, but neither in two units nor turned round
    /// (but where the projection itself is).
    /// </summary>
    /// <param name="json">The system.</param>
    /// <param name="expected">The unit.</param>
    /// <param name="directions">Where axes may point; null for anywhere.</param>
    private static double AxisUnit(JsonElement json, string expected, string[]? directions)
    {
        double? unit = null;
        foreach (JsonElement axis in json.GetProperty("coordinate_system").GetProperty("axis").EnumerateArray())
        {
            string direction = axis.GetProperty("direction").GetString()!;
            if (direction == "up")
            {
                continue;
            }

            if (directions?.Contains(direction) == false)
            {
                throw new NotSupportedException($"its axis '{NameOf(axis)}' points {direction}");
            }

            double own = UnitOf(axis, expected);
            unit = unit is null || unit == own ? own : throw new NotSupportedException($"its axis '{NameOf(axis)}' has another unit than the one before");
        }

        return unit ?? throw new NotSupportedException("it has no axes");
    }

    /// <summary>A number in the expected unit, or an object of a number and its unit.</summary>
    private static double Measure(JsonElement json, string unit) =>
        json.ValueKind is JsonValueKind.Object ? json.GetProperty("value").GetDouble() * UnitOf(json, unit) : json.GetDouble();

    /// <summary>Of an object's unit, how many of the expected one it is.</summary>
    private static double UnitOf(JsonElement json, string expected)
    {
        if (!json.TryGetProperty("unit", out JsonElement unit))
        {
            return 1;
        }

        if (unit.ValueKind is JsonValueKind.Object)
        {
            double factor = unit.GetProperty("conversion_factor").GetDouble();
            return expected == "degree" ? Math.Round(double.RadiansToDegrees(factor), 12) : factor;
        }

        return unit.GetString() == expected ? 1 : throw new NotSupportedException($"its '{NameOf(json)}' is in {unit}, not in {expected}s");
    }

    /// <summary>The EPSG code of an object; 0 where it has none.</summary>
    private static int CodeOf(JsonElement json) =>
        json.TryGetProperty("id", out JsonElement id) && id.GetProperty("authority").GetString() == "EPSG" && id.GetProperty("code").TryGetInt32(out int code) ? code : 0;

    private static string TypeOf(JsonElement json) => json.TryGetProperty("type", out JsonElement type) ? type.GetString() ?? "null" : "(none)";

    /// <summary>A name without what would end a text of WKT.</summary>
    private static string NameOf(JsonElement json) =>
        json.TryGetProperty("name", out JsonElement name) && name.GetString() is { } text ? text.Replace('"', '\'').Replace('[', '(').Replace(']', ')') : "unnamed";
}
