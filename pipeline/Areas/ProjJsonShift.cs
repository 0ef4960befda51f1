using System.Globalization;
using System.Text.Json;

namespace RasterFlow.Areas;

/// <summary>
/// Reads the transformation to WGS 84 that a BoundCRS of PROJJSON states (what PROJ makes of <c>+towgs84</c>): EPSG methods 9603 (three shifts), 9606 (seven
/// parameters, position vector) and 9607 (the same with rotations of the other sign).
/// </summary>
internal static class ProjJsonShift
{
    private const double SecondsPerRadian = 180 * 3600 / Math.PI;

    /// <summary>The parameters in the order of TOWGS84.</summary>
    private static readonly string[] Parameters =
    [
        "X-axis translation", "Y-axis translation", "Z-axis translation",
        "X-axis rotation", "Y-axis rotation", "Z-axis rotation",
        "Scale difference",
    ];

    /// <summary>The transformation as WKT 1 has it, with its comma before it.</summary>
    /// <exception cref="NotSupportedException">It is of another method, or does not lead to WGS 84.</exception>
    public static string Of(JsonElement bound)
    {
        string target = Name(bound.GetProperty("target_crs"));
        if (!target.StartsWith("WGS 84", StringComparison.OrdinalIgnoreCase))
        {
            throw new NotSupportedException($"it is bound to '{target}', not to WGS 84");
        }

        JsonElement transformation = bound.GetProperty("transformation");
        string method = Name(transformation.GetProperty("method"));
        double turn = method switch
        {
            _ when method.StartsWith("Geocentric translations", StringComparison.OrdinalIgnoreCase) => 1,
            _ when method.StartsWith("Position Vector", StringComparison.OrdinalIgnoreCase) => 1,
            _ when method.StartsWith("Coordinate Frame", StringComparison.OrdinalIgnoreCase) => -1,
            _ => throw new NotSupportedException($"it is bound to WGS 84 by '{method}', which is neither three nor seven parameters"),
        };
        JsonElement[] stated = [.. transformation.GetProperty("parameters").EnumerateArray()];
        double[] values = [.. Parameters.Select((parameter, i) => Value(stated, parameter, i) * (i is >= 3 and <= 5 ? turn : 1))];
        return string.Create(CultureInfo.InvariantCulture, $",TOWGS84[{string.Join(',', values.Select(static value => value.ToString("R", CultureInfo.InvariantCulture)))}]");
    }

    /// <summary>A parameter in metres, seconds of arc or parts per million; 0 where it is not stated.</summary>
    private static double Value(JsonElement[] stated, string name, int index)
    {
        JsonElement parameter = Array.Find(stated, item => Name(item).Equals(name, StringComparison.OrdinalIgnoreCase));
        if (parameter.ValueKind is JsonValueKind.Undefined)
        {
            return 0;
        }

        double value = parameter.GetProperty("value").GetDouble();
        return parameter.TryGetProperty("unit", out JsonElement unit) && unit.ValueKind is JsonValueKind.Object
            ? value * unit.GetProperty("conversion_factor").GetDouble() * (index < 3 ? 1 : index < 6 ? SecondsPerRadian : 1e6)
            : value * (unit.ValueKind is JsonValueKind.String ? PerNamedUnit(unit.GetString()!, index) : 1);
    }

    private static double PerNamedUnit(string unit, int index) => (unit, index) switch
    {
        ("metre", < 3) => 1,
        ("degree", >= 3 and < 6) => 3600,
        ("unity", 6) => 1e6,
        _ => throw new NotSupportedException($"a parameter of its transformation is in {unit}"),
    };

    private static string Name(JsonElement json) => json.TryGetProperty("name", out JsonElement name) ? name.GetString() ?? string.Empty : string.Empty;
}
