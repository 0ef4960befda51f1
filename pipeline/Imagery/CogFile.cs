using System.Globalization;
using RasterFlow.Storage;

namespace RasterFlow.Imagery;

/// <summary>A TIFF's header: what is in the file and where. Holds no pixels; safe for concurrent use.</summary>
public sealed class CogFile
{
    private const int ReducedResolution = 1;
    private const int TransparencyMask = 4;

    private CogFile(IRangeReader reader, IReadOnlyList<CogLevel> levels)
    {
        Reader = reader;
        Levels = levels;
    }

    /// <summary>The file's name, without secrets.</summary>
    public string Name => Reader.Name;

    /// <summary>The image at full resolution, then its overviews, each coarser than the one before.</summary>
    public IReadOnlyList<CogLevel> Levels { get; }

    /// <summary>The image at full resolution.</summary>
    public CogLevel Full => Levels[0];

    /// <summary>The EPSG code of its reference system, when it has one.</summary>
    public int? Epsg { get; private init; }

    /// <summary>Where the image lies; null when it is not placed, or not north up.</summary>
    public GeoPlacement? Placement { get; private init; }

    /// <summary>The value of pixels without data (tag GDAL_NODATA), when there is one.</summary>
    public double? NoData { get; private init; }

    internal IRangeReader Reader { get; }

    /// <summary>Why <see cref="Epsg"/> is null, when the file says more than nothing.</summary>
    internal string? CrsProblem { get; private init; }

    /// <summary>Why <see cref="Placement"/> is null.</summary>
    internal string? PlacementProblem { get; private init; }

    /// <summary>Reads the header: as a rule one request.</summary>
    /// <exception cref="InvalidRasterException">Damaged, or no TIFF.</exception>
    /// <exception cref="UnsupportedRasterException">It uses something that this reader does not know.</exception>
    public static async Task<CogFile> OpenAsync(IRangeReader reader, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        TiffBytes bytes = new(reader);
        IReadOnlyList<TiffDirectory> directories = await TiffDirectoryReader.ReadAsync(bytes, cancellationToken);
        (List<CogLevel> levels, List<CogLevel> masks) = await LevelsAsync(directories, bytes.LittleEndian, cancellationToken);
        GeoReference place = await GeoPlacementReader.ReadAsync(directories[0], cancellationToken);
        return new CogFile(reader, Usable(levels, masks))
        {
            Epsg = place.Epsg,
            CrsProblem = place.CrsProblem,
            Placement = place.Placement,
            PlacementProblem = place.PlacementProblem,
            NoData = ParseNoData(await directories[0].TextAsync(TiffTag.GdalNoData, cancellationToken)),
        };
    }

    private static async Task<(List<CogLevel> Levels, List<CogLevel> Masks)> LevelsAsync(
        IReadOnlyList<TiffDirectory> directories, bool littleEndian, CancellationToken cancellationToken)
    {
        List<CogLevel> levels = [await CogLevelReader.ReadAsync(directories[0], littleEndian, cancellationToken)];
        List<CogLevel> masks = [];
        foreach (TiffDirectory directory in directories.Skip(1))
        {
            long kind = await directory.IntegerAsync(TiffTag.NewSubfileType, 0, cancellationToken);
            if ((kind & (ReducedResolution | TransparencyMask)) != 0)
            {
                CogLevel level = await CogLevelReader.ReadAsync(directory, littleEndian, cancellationToken);
                ((kind & TransparencyMask) != 0 ? masks : levels).Add(level);
            }
        }

        return (levels, masks);
    }

    private static List<CogLevel> Usable(List<CogLevel> levels, List<CogLevel> masks)
    {
        CogLevel full = levels[0];
        List<CogLevel> usable =
        [
            full,
            .. levels.Skip(1)
                .Where(level => level.BandCount == full.BandCount && level.Width <= full.Width && level.Height <= full.Height)
                .OrderByDescending(level => level.Width),
        ];
        foreach (CogLevel level in usable)
        {
            level.Mask = masks.Find(mask => mask.Width == level.Width && mask.Height == level.Height && mask is { BandCount: 1, SampleBytes: 1 });
        }

        return usable;
    }

    private static double? ParseNoData(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
}
