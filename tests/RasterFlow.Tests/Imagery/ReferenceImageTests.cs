using System.Globalization;
using System.Security.Cryptography;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Imagery;

/// <summary>TIFFs of ten other programs against what GDAL reads in them (cog/REFERENCE.tsv).</summary>
public sealed class ReferenceImageTests
{
    private static readonly string[] Refused =
    [
        "cogeotiff+rio-tiler/tests/fixtures/cog_hirise_mars.tif",
        "rasterio+rasterio/tests/data/alpha.tif",
    ];

    [SkippableFact]
    public async Task Decode_EveryReferenceImage_EqualsGdal()
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        List<string> differences = [];
        Dictionary<string, string>[] rows = Rows();
        foreach (Dictionary<string, string> row in rows.Where(row => !Refused.Contains(row["path"])))
        {
            CogFile file = await CogFile.OpenAsync(new FileRangeReader(PathOf(row)));
            byte[] samples = await WholeImage.DecodeAsync(file, file.Full);
            string sha = Convert.ToHexStringLower(SHA256.HashData(samples));
            if (sha != row["sha256"])
            {
                differences.Add($"{row["path"]}: {sha}");
            }
        }

        rows.Length.ShouldBe(20);
        differences.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Open_EveryReferenceImage_HasGdalsMetadata()
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        List<string> differences = [];
        foreach (Dictionary<string, string> row in Rows().Where(row => !Refused.Contains(row["path"])))
        {
            CogFile file = await CogFile.OpenAsync(new FileRangeReader(PathOf(row)));
            string found = string.Create(
                CultureInfo.InvariantCulture,
                $"{file.Full.Width} {file.Full.Height} {file.Full.BandCount} ovr{file.Levels.Count - 1} {file.Full.Predictor} {file.Full.IsPlanar}");
            string expected = $"{row["width"]} {row["height"]} {row["bands"]} {row["gdal_overviews"]} {row["predictor"]} {row["planar"] == "planar"}";
            if (found != expected)
            {
                differences.Add($"{row["path"]}: {found}, not {expected}");
            }

            differences.AddRange(PlacementDifferences(file, row));
        }

        differences.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Open_UnsupportedCompression_IsRefusedByName()
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        foreach (string path in Refused)
        {
            FileRangeReader reader = new(Path.Combine(Repository.RealData!, "cog", path));
            UnsupportedRasterException e = await Should.ThrowAsync<UnsupportedRasterException>(() => CogFile.OpenAsync(reader));
            e.Message.ShouldContain("JPEG (7)");
            e.File.ShouldBe(reader.Name);
        }
    }

    private static IEnumerable<string> PlacementDifferences(CogFile file, Dictionary<string, string> row)
    {
        if (int.TryParse(row["epsg"], out int epsg) && file.Epsg != epsg)
        {
            yield return $"{row["path"]}: EPSG {file.Epsg}, not {epsg}";
        }

        double[] transform = [.. row["geotransform"].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        if (transform.Length == 6)
        {
            GeoPlacement p = file.Placement ?? default;
            double[] found = [p.OriginX, p.PixelWidth, 0, p.OriginY, 0, -p.PixelHeight];
            if (found.Zip(transform).Any(pair => Math.Abs(pair.First - pair.Second) > 1e-8 * Math.Max(1, Math.Abs(pair.Second))))
            {
                yield return $"{row["path"]}: placed at {string.Join(' ', found)}, not {row["geotransform"]}";
            }
        }

        double? noData = double.TryParse(row["nodata"], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
        if (noData is null != file.NoData is null || Math.Abs((noData - file.NoData) ?? 0) > Math.Abs(noData ?? 0) * 1e-6)
        {
            yield return $"{row["path"]}: no data {file.NoData}, not {noData}";
        }
    }

    private static string PathOf(Dictionary<string, string> row) => Path.Combine(Repository.RealData!, "cog", row["path"]);

    private static Dictionary<string, string>[] Rows()
    {
        string[] lines = [.. File.ReadAllLines(Path.Combine(Repository.RealData!, "cog", "REFERENCE.tsv")).Where(line => !line.StartsWith('#'))];
        string[] names = lines[0].Split('\t');
        return [.. lines.Skip(1).Where(line => line.Length > 0).Select(line => names.Zip(line.Split('\t')).ToDictionary(pair => pair.First, pair => pair.Second))];
    }
}
