using System.Text.Json.Nodes;

namespace RasterFlow.Tests.Samples;

/// <summary>A scene of a sample set, read from its STAC item alone.</summary>
internal sealed class SampleScene(string folder, JsonObject item)
{
    public string Id => (string)item["id"]!;

    public JsonNode Properties => item["properties"]!;

    public int Year => DateTimeOffset.Parse((string)Properties["datetime"]!, System.Globalization.CultureInfo.InvariantCulture).Year;

    public string Pass => (string)Properties["s2:datatake_id"]!;

    public double CloudCover => (double)Properties["eo:cloud_cover"]!;

    /// <summary>What to add to digital numbers, by the rule of the processing baseline.</summary>
    public int Offset => string.CompareOrdinal((string)Properties["s2:processing_baseline"]!, "04.00") >= 0 && !(bool)Properties["earthsearch:boa_offset_applied"]! ? -1000 : 0;

    public double OriginX => Transform("blue")[2];

    public double OriginY => Transform("blue")[5];

    public static IReadOnlyList<SampleScene> All(string itemsPath) =>
        [.. JsonNode.Parse(File.ReadAllText(itemsPath))!["features"]!.AsArray().Select(f => new SampleScene(Path.GetDirectoryName(itemsPath)!, f!.AsObject()))];

    public TiffFile Open(string asset) => new(PathOf(asset));

    public string PathOf(string asset) => Path.Combine(folder, (string)item["assets"]![asset]!["href"]!);

    public double[] Transform(string asset) => [.. item["assets"]![asset]!["proj:transform"]!.AsArray().Select(v => (double)v!)];

    public int[] Shape(string asset) => [.. item["assets"]![asset]!["proj:shape"]!.AsArray().Select(v => (int)v!)];

    /// <summary>The scene classification on the 10 m grid.</summary>
    public int[] ClassesAtTenMetres()
    {
        TiffFile file = Open("scl");
        int[] coarse = file.Read();
        int width = file.Width() * 2;
        int[] fine = new int[coarse.Length * 4];
        for (int i = 0; i < fine.Length; i++)
        {
            fine[i] = coarse[(i / width / 2 * (width / 2)) + (i % width / 2)];
        }

        return fine;
    }
}
