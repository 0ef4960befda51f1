using System.Collections.Frozen;
using System.Globalization;
using NetTopologySuite.Geometries;

namespace RasterFlow.Areas;

/// <summary>
/// How to come to WGS 84 from the datums of the EPSG registry (version 10.076) that lie elsewhere: datum_shifts.csv, which
/// tests/RasterFlow.Tests/Areas/golden/make_datum_shifts.py writes. Good to metres, so for outlines and not for pixels.
/// </summary>
internal static class CrsDatumShifts
{
    private const string Resource = "areas/datum_shifts.csv";

    private static readonly Lazy<FrozenDictionary<string, CrsDatumShift[]>> ByName = new(Load);

    /// <summary>A datum's shifts, the most exact one first; none for a datum that is not known.</summary>
    /// <param name="datum">Its name as the registry, GDAL (with underscores) or ESRI (with D_ before it) writes it.</param>
    public static IReadOnlyList<CrsDatumShift> Of(string datum)
    {
        if (ByName.Value.TryGetValue(CrsDatums.Normalize(datum), out CrsDatumShift[]? shifts))
        {
            return shifts;
        }

        // One that counts from another meridian, as "Nouvelle Triangulation Francaise (Paris)", lies where the one of Greenwich does.
        int meridian = datum.EndsWith(')') ? datum.LastIndexOf('(') : -1;
        return meridian > 0 ? ByName.Value.GetValueOrDefault(CrsDatums.Normalize(datum[..meridian]), []) : [];
    }

    private static FrozenDictionary<string, CrsDatumShift[]> Load()
    {
        using Stream stream = typeof(CrsDatumShifts).Assembly.GetManifestResourceStream(Resource)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(static line => line.Split(','))
            .SelectMany(static fields => Names(fields), static (fields, name) => (Name: name, Shift: Read(fields)))
            .GroupBy(static item => item.Name, static item => item.Shift)
            .ToFrozenDictionary(static group => group.Key, static group => group.ToArray());
    }

    private static IEnumerable<string> Names(string[] fields) => $"{fields[0]}|{fields[1]}".Split('|', StringSplitOptions.RemoveEmptyEntries).Select(CrsDatums.Normalize).Distinct();

    private static CrsDatumShift Read(string[] fields)
    {
        double[] figures = [.. fields.Skip(3).Select(static field => double.Parse(field, CultureInfo.InvariantCulture))];
        return new CrsDatumShift(
            new Envelope(figures[1], figures[3], figures[2], figures[4]),
            figures[0],
            (figures[5], figures[6], figures[7]),
            (figures[8], figures[9], figures[10]),
            figures[11]);
    }
}
