namespace RasterFlow.Vectors.Changes;

/// <summary>
/// Finds every pair of fields that belong together by a sweep from south to north (M. I. Shamos and D. Hoey, "Geometric intersection problems", 1976).
/// Each pair is met once, when the later one of the two begins. Memory holds the fields that the sweep line crosses and those that belong together with them.
/// </summary>
/// <param name="active">Fields of both results that the line crosses: the earlier result's, the later one's.</param>
/// <param name="threshold">The share of one of two fields that their overlap must cover.</param>
internal sealed class OverlapSweep(ActiveFields[] active, double threshold)
{
    /// <summary>Fields that begin between two looks at which ones have ended; their overlaps are computed side by side.</summary>
    private const int FieldsPerRound = 2048;

    /// <summary>Fields whose counterparts are all known, each when the line has left it. Overlaps are linked to both fields by then.</summary>
    /// <param name="fields">All fields by their southern edge.</param>
    /// <param name="cancellationToken">Stops the sweep.</param>
    public IEnumerable<FieldOutline> Run(IEnumerable<FieldOutline> fields, CancellationToken cancellationToken)
    {
        foreach (FieldOutline[] round in fields.Chunk(FieldsPerRound))
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<(FieldOutline One, FieldOutline Other)> pairs = [];
            foreach (FieldOutline field in round)
            {
                pairs.AddRange(active[1 - field.Side].Overlapping(field).Select(other => (field, other)));
                active[field.Side].Add(field);
            }

            Link(pairs, cancellationToken);
            foreach (FieldOutline closed in Close(round[^1].Box.MinY))
            {
                yield return closed;
            }
        }

        foreach (FieldOutline closed in Close(double.PositiveInfinity))
        {
            yield return closed;
        }
    }

    private void Link(List<(FieldOutline One, FieldOutline Other)> pairs, CancellationToken cancellationToken)
    {
        double[] overlaps = new double[pairs.Count];
        ParallelOptions options = new() { CancellationToken = cancellationToken };
        try
        {
            Parallel.For(0, overlaps.Length, options, i => overlaps[i] = FieldOverlap.SquareMetres(pairs[i].One, pairs[i].Other));
        }
        catch (AggregateException e) when (e.InnerException is ChangeInputException cause)
        {
            throw cause;
        }

        // In the order of the pairs, whoever was faster: sums come out the same.
        for (int i = 0; i < overlaps.Length; i++)
        {
            (FieldOutline one, FieldOutline other) = pairs[i];
            double overlap = overlaps[i];
            one.CoveredM2 += overlap;
            other.CoveredM2 += overlap;
            if (overlap > 0 && overlap >= threshold * Math.Min(one.AreaM2, other.AreaM2))
            {
                one.Links.Add((other, overlap));
                other.Links.Add((one, overlap));
            }
        }
    }

    private IEnumerable<FieldOutline> Close(double latitude)
    {
        FieldOutline[] closed = [.. active[0].RemoveBelow(latitude).Concat(active[1].RemoveBelow(latitude))
            .OrderBy(field => field.Box.MaxY).ThenBy(field => field.Side).ThenBy(field => field.Id)];
        foreach (FieldOutline field in closed)
        {
            field.IsClosed = true;
            yield return field;
        }
    }
}
