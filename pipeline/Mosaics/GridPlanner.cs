using NetTopologySuite.Densify;
using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Scenes;

namespace RasterFlow.Mosaics;

/// <summary>Chooses a mosaic's reference system, pixel size and lattice, and snaps the area to it.</summary>
internal sealed class GridPlanner
{
    /// <summary>Resolution in metres where neither the request nor a scene says one: Sentinel-2's finest.</summary>
    private const double DefaultMetres = 10;

    /// <summary>Metres in a degree of latitude on the sphere of web Mercator (6378137 m x pi / 180).</summary>
    private const double MetresPerDegree = 111319.49079327358;

    /// <summary>A larger resolution in degrees was meant in metres.</summary>
    private const double MaxDegrees = 1;

    /// <summary>More columns or rows than a 1 m grid around the equator are a mistake in the resolution.</summary>
    private const double MaxSide = 40_100_000;

    /// <summary>Parts of a pixel by which an edge may miss the lattice and still lie on it (rounding of coordinates).</summary>
    private const double Tolerance = 1e-6;

    private readonly IReadOnlyList<Scene> _scenes;
    private readonly HashSet<string> _sources;
    private readonly double? _metres;

    /// <param name="scenes">Scenes that may be used.</param>
    /// <param name="datasets">The datasets to stack.</param>
    public GridPlanner(IReadOnlyList<Scene> scenes, IReadOnlyList<Dataset> datasets)
    {
        _scenes = scenes;
        _sources = [.. datasets.SelectMany(dataset => dataset.Sources)];
        _metres = datasets.Min(dataset => dataset.ResolutionMetres);
    }

    /// <summary>The grid: the area's envelope in the target CRS, snapped outwards to the lattice.</summary>
    /// <exception cref="MosaicPlanException">The area cannot be expressed in the CRS, or the grid would be too large.</exception>
    public RasterGrid Plan(MosaicRequest request)
    {
        Crs crs = request.TargetCrs ?? NativeCrs() ?? ZoneOf(request.Area);
        double pixelSize = request.Resolution ?? InUnitsOf(crs, _metres) ?? NativePixelSize(crs) ?? (crs.IsGeographic ? DefaultMetres / MetresPerDegree : DefaultMetres);
        if (!double.IsFinite(pixelSize) || pixelSize <= 0)
        {
            throw new MosaicPlanException($"The resolution must be a positive number, but is {pixelSize}.");
        }

        if (crs.IsGeographic && pixelSize > MaxDegrees)
        {
            throw new MosaicPlanException(FormattableString.Invariant($"The resolution is in degrees in {crs}, and {pixelSize} degrees are {pixelSize * MetresPerDegree / 1000:0} km. Write {10 / MetresPerDegree:0.#######} for pixels of 10 m.")) { Field = "resolution" };
        }

        (double phaseX, double phaseY) = NativePhase(crs, pixelSize);
        Envelope box = EnvelopeIn(request, crs);
        double left = Math.Floor(((box.MinX - phaseX) / pixelSize) + Tolerance);
        double right = Math.Ceiling(((box.MaxX - phaseX) / pixelSize) - Tolerance);
        double bottom = Math.Floor(((box.MinY - phaseY) / pixelSize) + Tolerance);
        double top = Math.Ceiling(((box.MaxY - phaseY) / pixelSize) - Tolerance);
        double width = Math.Max(1, right - left);
        double height = Math.Max(1, top - bottom);
        if (width > MaxSide || height > MaxSide)
        {
            throw new MosaicPlanException($"The area would be {width:F0} x {height:F0} pixels of {pixelSize} in {crs}; at most {MaxSide:F0} a side are possible. Choose a coarser resolution or a smaller area.");
        }

        return new RasterGrid(crs, phaseX + (left * pixelSize), phaseY + (top * pixelSize), pixelSize, (int)width, (int)height);
    }

    /// <summary>True when every pixel of a scene's needed bands is a pixel of the grid: nothing is resampled.</summary>
    public bool IsAligned(Scene scene, RasterGrid grid)
    {
        if (scene.Epsg != grid.Crs.Epsg)
        {
            return false;
        }

        return NeededAssets(scene).All(asset =>
            asset.PixelSize == grid.PixelSize
            && asset.OriginX is { } x && OnLattice(x - grid.OriginX, grid.PixelSize)
            && asset.OriginY is { } y && OnLattice(y - grid.OriginY, grid.PixelSize));
    }

    private static bool OnLattice(double distance, double pixelSize)
    {
        double pixels = distance / pixelSize;
        return Math.Abs(pixels - Math.Round(pixels)) < Tolerance;
    }

    private static Crs ZoneOf(AreaOfInterest area)
    {
        Point centre = area.Geometry.Centroid;
        return Crs.UtmOf(centre.X, centre.Y);
    }

    private static Envelope EnvelopeIn(MosaicRequest request, Crs crs)
    {
        // Straight edges in degrees bend in the target system: points along them keep the envelope honest.
        Envelope degrees = request.Area.Geometry.EnvelopeInternal;
        double spacing = Math.Max(Math.Max(degrees.Width, degrees.Height) / 64, 1e-9);
        Envelope box = new CrsTransform(Crs.Wgs84, crs).Apply(Densifier.Densify(request.Area.Geometry, spacing)).EnvelopeInternal;
        bool finite = double.IsFinite(box.MinX) && double.IsFinite(box.MaxX) && double.IsFinite(box.MinY) && double.IsFinite(box.MaxY);
        return finite && !box.IsNull
            ? box
            : throw new MosaicPlanException($"The area (longitude {degrees.MinX} to {degrees.MaxX}, latitude {degrees.MinY} to {degrees.MaxY}) cannot be expressed in {crs}.") { Field = request.TargetCrs is null ? null : "target_crs" };
    }

    private IEnumerable<SceneAsset> NeededAssets(Scene scene) =>
        _sources.Select(source => SceneSelector.Find(scene, source)).OfType<SceneAsset>();

    private static double? InUnitsOf(Crs crs, double? metres) => crs.IsGeographic ? metres / MetresPerDegree : metres;

    /// <summary>
    /// The system that all scenes share (own imagery in a national grid); null when they have several, none, or one that is not supported.
    /// Null as well for a UTM zone of WGS 84: which scenes are found must not decide the zone, so that neighbouring jobs and other years have the area's.
    /// </summary>
    private Crs? NativeCrs()
    {
        int[] codes = [.. _scenes.Select(scene => scene.Epsg).OfType<int>().Distinct()];
        try
        {
            return codes is [int code and not ((>= 32601 and <= 32660) or (>= 32701 and <= 32760))] ? Crs.FromEpsg(code) : null;
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The finest native pixel size: of scenes in the CRS itself, else of all (in metres, or as degrees of latitude).</summary>
    private double? NativePixelSize(Crs crs)
    {
        double? own = _scenes.Where(scene => scene.Epsg == crs.Epsg).SelectMany(NeededAssets).Min(asset => asset.PixelSize);
        if (own is not null)
        {
            return own;
        }

        double? metres = _scenes.Where(scene => scene.Epsg is not null and not 4326).SelectMany(NeededAssets).Min(asset => asset.PixelSize);
        return InUnitsOf(crs, metres);
    }

    /// <summary>The offset of the lattice within a pixel: that of most scenes that have this CRS and pixel size, else 0.</summary>
    private (double X, double Y) NativePhase(Crs crs, double pixelSize) => _scenes
        .Where(scene => scene.Epsg == crs.Epsg)
        .Select(scene => NeededAssets(scene).FirstOrDefault(asset => asset.PixelSize == pixelSize && asset.OriginX is not null && asset.OriginY is not null))
        .OfType<SceneAsset>()
        .Select(asset => (X: PhaseOf(asset.OriginX!.Value, pixelSize), Y: PhaseOf(asset.OriginY!.Value, pixelSize)))
        .GroupBy(phase => (Math.Round(phase.X / pixelSize, 6), Math.Round(phase.Y / pixelSize, 6)))
        .OrderByDescending(group => group.Count())
        .ThenBy(group => group.Key)
        .Select(group => group.Min())
        .FirstOrDefault();

    // In units of the CRS, not in shares of a pixel: a third of a pixel is no number.
    private static double PhaseOf(double origin, double pixelSize)
    {
        double part = origin - (Math.Floor(origin / pixelSize) * pixelSize);
        return Math.Round(part / pixelSize, 6) >= 1 ? 0 : part;
    }
}
