using NetTopologySuite.Geometries;

namespace RasterFlow.Vectors.Changes;

/// <summary>
/// Names what became of fields, by how many counterparts each has. Swapping the two results swaps appeared and gone, split and merged, and leaves the others.
/// </summary>
internal static class ChangeClassifier
{
    /// <summary>The rows that can be told now that a field is closed: those of its links whose other end is closed too, or that it has none.</summary>
    public static IEnumerable<ChangeRow> RowsOf(FieldOutline field, ChangeJob job)
    {
        if (field.Links.Count == 0)
        {
            yield return Single(field, job);
        }

        foreach ((FieldOutline other, double overlap) in field.Links.Where(link => link.Other.IsClosed))
        {
            (FieldOutline before, FieldOutline after) = field.Side == 0 ? (field, other) : (other, field);
            yield return Pair(before, after, overlap, job);
        }
    }

    private static ChangeRow Single(FieldOutline field, ChangeJob job) => new()
    {
        Kind = field.Side == 0 ? ChangeKind.Gone : ChangeKind.Appeared,
        Label = job.Features[field.Label],
        Before = field.Side == 0 ? EndOf(field) : null,
        After = field.Side == 1 ? EndOf(field) : null,
        OverlapM2 = field.CoveredM2,
        Geometry = field.Geometry,
    };

    private static ChangeRow Pair(FieldOutline before, FieldOutline after, double overlap, ChangeJob job)
    {
        ChangeKind kind = (before.Links.Count, after.Links.Count) switch
        {
            (1, 1) when overlap >= job.UnchangedIou * (before.AreaM2 + after.AreaM2 - overlap) => ChangeKind.Unchanged,
            ( > 1, 1) => ChangeKind.Split,
            (1, > 1) => ChangeKind.Merged,
            _ => ChangeKind.Changed,
        };
        Geometry outline = kind == ChangeKind.Merged ? before.Geometry : after.Geometry;
        return new ChangeRow
        {
            Kind = kind,
            Label = job.Features[before.Label],
            Before = EndOf(before),
            After = EndOf(after),
            OverlapM2 = overlap,
            Geometry = outline,
        };
    }

    private static ChangeEnd EndOf(FieldOutline field) => new(field.Id, field.Time, field.AreaM2, field.Links.Count);
}
