using NetTopologySuite.Geometries;
using RasterFlow.Areas;

namespace RasterFlow.Vectors;

/// <summary>Makes the rows of a traced polygon: processes it as the job asks and measures what comes of it. Safe for concurrent use.</summary>
internal sealed class FeatureMaker(VectorizeJob job, IReadOnlyList<DateOnly> times, FeatureBuilder builder, GeometryProcessor processor)
{
    /// <summary>The rows, in a fixed order; none when the polygon is dropped.</summary>
    public IReadOnlyList<VectorFeature> Make(in SortedPolygon item)
    {
        PolygonProcessing options = job.Processing;
        PixelPolygon polygon = item.Polygon;
        if (polygon.Statistics.ScoreMean < options.MinScore)
        {
            return [];
        }

        if (options.FillHolesM2 > 0 && polygon.Holes.Length > 0)
        {
            polygon = new PixelPolygon(polygon.Statistics, polygon.Shell, Array.FindAll(polygon.Holes, hole => builder.AreaM2(hole) >= options.FillHolesM2));
        }

        Geometry outline = builder.Build(polygon);
        if (options.MinAreaM2 > 0 && GeodesicArea.SquareKilometres(outline) * 1e6 < options.MinAreaM2)
        {
            return [];
        }

        VectorFeature whole = Describe(item, outline);
        return job.CentreLines ? LinesOf(polygon, whole) : PiecesOf(processor.Finish(outline), whole);
    }

    private VectorFeature Describe(in SortedPolygon item, Geometry geometry)
    {
        PolygonStatistics statistics = item.Polygon.Statistics;
        return new VectorFeature
        {
            Id = item.Id,
            Label = job.Features[item.Label],
            Time = times[item.Time],
            Pixels = statistics.Pixels,
            ScoreMean = job.Stats ? statistics.ScoreMean : null,
            ScoreMin = job.Stats ? statistics.ScoreMin : null,
            ScoreMax = job.Stats ? statistics.ScoreMax : null,
            ScoreStd = job.Stats ? statistics.ScoreStd : null,
            Geometry = geometry,
        };
    }

    private static VectorFeature[] PiecesOf(IReadOnlyList<Geometry> pieces, VectorFeature whole)
    {
        VectorFeature[] rows = new VectorFeature[pieces.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = whole with
            {
                Id = rows.Length == 1 ? whole.Id : FeatureId.OfPart(whole.Id, i),
                PartOf = rows.Length == 1 ? null : whole.Id,
                Geometry = pieces[i],
                AreaM2 = GeodesicArea.SquareKilometres(pieces[i]) * 1e6,
                PerimeterM = GeodesicLength.Metres(pieces[i]),
            };
        }

        return rows;
    }

    private List<VectorFeature> LinesOf(PixelPolygon polygon, VectorFeature whole)
    {
        List<VectorFeature> rows = [];
        foreach (Coordinate[] line in CentreLines.Of(polygon, job.Processing.SimplifyPixels))
        {
            foreach (Geometry piece in processor.Finish(builder.BuildLine(line)))
            {
                for (int i = 0; i < piece.NumGeometries; i++)
                {
                    Geometry single = piece.GetGeometryN(i);
                    rows.Add(whole with
                    {
                        Id = FeatureId.OfPart(whole.Id, rows.Count),
                        PartOf = whole.Id,
                        Geometry = single,
                        LengthM = GeodesicLength.Metres(single),
                    });
                }
            }
        }

        return rows;
    }
}
