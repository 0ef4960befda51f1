using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.OverlayNG;
using NetTopologySuite.Operation.Union;
using NetTopologySuite.Simplify;
using RasterFlow.Areas;
using RasterFlow.Mosaics;
using RasterFlow.Scenes;

namespace RasterFlow.Jobs;

/// <summary>Compares the outlines of scenes with an area. Pure.</summary>
internal sealed class PreflightCoverageFinder
{
    /// <summary>Sampled places along the longer side of the area's box.</summary>
    private const int SamplesPerSide = 24;

    /// <summary>More vertices of a gap than these are simplified, to about 100 m.</summary>
    private const int MostVertices = 2000;

    private const double CoarseDegrees = 0.001;

    /// <summary>Gaps are told to a metre.</summary>
    private const int GapDecimals = 5;

    /// <summary>Gaps below this share of the area are rounding, not gaps.</summary>
    private const double LeastShare = 1e-6;

    private readonly Geometry _area;
    private readonly double _areaKm2;
    private readonly List<Point> _samples;

    public PreflightCoverageFinder(AreaOfInterest area)
    {
        _area = area.Geometry;
        _areaKm2 = GeodesicArea.SquareKilometres(_area);
        _samples = Sample(_area);
    }

    /// <summary>What a dataset finds in a time step.</summary>
    /// <param name="dataset">Its name.</param>
    /// <param name="planned">The scenes that would be read.</param>
    /// <param name="scenes">The catalogue's scenes by id.</param>
    public PreflightCoverage Find(string dataset, IReadOnlyList<PlannedScene> planned, IReadOnlyDictionary<string, Scene> scenes)
    {
        List<(Geometry Outline, double Clear)[]> passes = [.. planned.GroupBy(static scene => scene.Acquisition, StringComparer.Ordinal)
            .Select(pass => pass.Select(scene => (Clip(scenes[scene.Id].Footprint), 1 - ((scenes[scene.Id].CloudCover ?? 0) / 100))).ToArray())];
        Geometry covered = UnaryUnionOp.Union([.. passes.SelectMany(static pass => pass.Select(static scene => scene.Outline))]) ?? _area.Factory.CreatePolygon();
        Geometry missing = covered.IsEmpty ? _area : OverlayNGRobust.Overlay(_area, covered, NetTopologySuite.Operation.Overlay.SpatialFunction.Difference);
        double missingKm2 = GeodesicArea.SquareKilometres(missing);
        bool isWhole = missingKm2 <= LeastShare * _areaKm2;
        (int fewest, double empty) = Look(passes);
        return new PreflightCoverage
        {
            Dataset = dataset,
            Scenes = planned.Count,
            Acquisitions = passes.Count,
            CoveredShare = isWhole ? 1 : Math.Clamp(1 - (missingKm2 / _areaKm2), 0, 1),
            ExpectedClearLooks = passes.Sum(ClearLooks),
            FewestLooks = isWhole ? fewest : 0,
            ExpectedEmptyShare = empty,
            ScenesWithoutCloudCover = planned.Count(scene => scenes[scene.Id].CloudCover is null),
            MissingKm2 = isWhole ? 0 : missingKm2,
            Missing = isWhole ? null : ToJson(missing.NumPoints > MostVertices ? TopologyPreservingSimplifier.Simplify(missing, CoarseDegrees) : missing),
        };
    }

    private static JsonElement ToJson(Geometry gap) => JsonSerializer.SerializeToElement(GeoJsonGeometryWriter.ToMultiPolygon(gap, GapDecimals));

    private Geometry Clip(Geometry outline)
    {
        Geometry valid = outline.IsValid ? outline : GeometryFixer.Fix(outline);
        return OverlayNGRobust.Overlay(_area, valid, NetTopologySuite.Operation.Overlay.SpatialFunction.Intersection);
    }

    /// <summary>Mean clear looks of one pass over the area; where its scenes overlap they are one look.</summary>
    private double ClearLooks((Geometry Outline, double Clear)[] pass)
    {
        double[] areas = [.. pass.Select(static scene => GeodesicArea.SquareKilometres(scene.Outline))];
        double sum = areas.Sum();
        if (sum == 0)
        {
            return 0;
        }

        double together = pass.Length == 1 ? sum : GeodesicArea.SquareKilometres(UnaryUnionOp.Union([.. pass.Select(static scene => scene.Outline)]));
        double clear = pass.Zip(areas, static (scene, area) => scene.Clear * area).Sum() / sum;
        return clear * together / _areaKm2;
    }

    private (int Fewest, double Empty) Look(List<(Geometry Outline, double Clear)[]> passes)
    {
        int[] looks = new int[_samples.Count];
        double[] cloudy = new double[_samples.Count];
        Array.Fill(cloudy, 1);
        foreach ((Geometry Outline, double Clear)[] pass in passes)
        {
            (IPreparedGeometry Outline, double Clear)[] prepared = [.. pass.Select(static scene => (PreparedGeometryFactory.Prepare(scene.Outline), scene.Clear))];
            for (int i = 0; i < _samples.Count; i++)
            {
                foreach ((IPreparedGeometry outline, double clear) in prepared)
                {
                    if (outline.Covers(_samples[i]))
                    {
                        looks[i]++;
                        cloudy[i] *= 1 - clear;
                        break;
                    }
                }
            }
        }

        return (looks.Min(), cloudy.Average());
    }

    /// <summary>A lattice of places inside the area; at least one.</summary>
    private static List<Point> Sample(Geometry area)
    {
        Envelope box = area.EnvelopeInternal;
        IPreparedGeometry prepared = PreparedGeometryFactory.Prepare(area);
        List<Point> samples = [];
        double step = Math.Max(box.Width, box.Height) / SamplesPerSide;
        for (double y = box.MinY + (step / 2); y < box.MaxY; y += step)
        {
            for (double x = box.MinX + (step / 2); x < box.MaxX; x += step)
            {
                Point place = area.Factory.CreatePoint(new Coordinate(x, y));
                if (prepared.Covers(place))
                {
                    samples.Add(place);
                }
            }
        }

        return samples.Count > 0 ? samples : [area.InteriorPoint];
    }
}
