using System.Globalization;
using System.Text;
using NetTopologySuite.Geometries;
using RasterFlow.Vectors;

namespace RasterFlow.Bench.Tiles;

/// <summary>Writes features as GeoJSON, one a line: what tippecanoe reads in parallel.</summary>
internal static class GeoJsonLines
{
    public static void Write(string path, IEnumerable<VectorFeature> features)
    {
        using StreamWriter file = new(path, append: false, Encoding.ASCII, 1 << 20);
        foreach (VectorFeature feature in features)
        {
            file.Write(string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"type":"Feature","id":{{feature.Id}},"properties":{"label":"{{feature.Label}}","time":"{{feature.Time:yyyy-MM-dd}}","score_mean":{{Math.Round(feature.ScoreMean ?? 0, 3)}},"pixels":{{feature.Pixels}}},"geometry":{"type":"Polygon","coordinates":[["""));
            CoordinateSequence ring = ((Polygon)feature.Geometry).ExteriorRing.CoordinateSequence;
            for (int i = 0; i < ring.Count; i++)
            {
                file.Write(string.Create(CultureInfo.InvariantCulture, $"{(i > 0 ? "," : string.Empty)}[{ring.GetX(i):0.#######},{ring.GetY(i):0.#######}]"));
            }

            file.Write("]]}}\n");
        }
    }
}
