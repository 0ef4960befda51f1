using System.Runtime.CompilerServices;

namespace RasterFlow.Vectors;

/// <summary>Makes rows of polygons on all cores, a bounded number of polygons at a time, in the polygons' order.</summary>
internal sealed class FeatureStream(FeatureMaker maker)
{
    private const int Polygons = 1024;

    /// <summary>A batch ends early at this many corners, so that big polygons do not make it outgrow memory.</summary>
    private const int Corners = 100_000;

    /// <summary>The rows of polygons, each with the index of its label and whether it is the first row of its polygon.</summary>
    public async IAsyncEnumerable<FeatureRow> Rows(IEnumerable<SortedPolygon> polygons, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using IEnumerator<SortedPolygon> source = polygons.GetEnumerator();
        Task<List<FeatureRow>> next = Task.Run(() => MakeBatch(source, cancellationToken), cancellationToken);
        while (await next is { Count: > 0 } batch)
        {
            next = Task.Run(() => MakeBatch(source, cancellationToken), cancellationToken);
            foreach (FeatureRow row in batch)
            {
                if (row.Feature is not null)
                {
                    yield return row;
                }
            }
        }
    }

    /// <summary>The rows of the next polygons; a polygon without any has one without a feature, so that only the end gives none.</summary>
    private List<FeatureRow> MakeBatch(IEnumerator<SortedPolygon> source, CancellationToken cancellationToken)
    {
        List<SortedPolygon> batch = [];
        long corners = 0;
        while (batch.Count < Polygons && corners < Corners && source.MoveNext())
        {
            batch.Add(source.Current);
            corners += source.Current.Polygon.CornerCount;
        }

        IReadOnlyList<VectorFeature>[] made = new IReadOnlyList<VectorFeature>[batch.Count];
        Parallel.For(0, batch.Count, new ParallelOptions { CancellationToken = cancellationToken }, i => made[i] = maker.Make(batch[i]));
        List<FeatureRow> rows = new(batch.Count);
        for (int i = 0; i < made.Length; i++)
        {
            if (made[i].Count == 0)
            {
                rows.Add(new FeatureRow(batch[i].Label, false, null));
            }

            for (int row = 0; row < made[i].Count; row++)
            {
                rows.Add(new FeatureRow(batch[i].Label, row == 0, made[i][row]));
            }
        }

        return rows;
    }
}

/// <summary>A row on its way to a part.</summary>
/// <param name="Label">Index of its label in the job.</param>
/// <param name="IsFirst">Whether it is the first row of its polygon.</param>
/// <param name="Feature">The row; null for a polygon that was dropped.</param>
internal readonly record struct FeatureRow(int Label, bool IsFirst, VectorFeature? Feature);
