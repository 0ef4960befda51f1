using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Storage;

namespace RasterFlow.Vectors.Changes;

/// <summary>
/// Compares two results of vectorizing: which fields appeared, are gone, changed, were split or merged, by how their areas overlap on the ellipsoid.
/// Writes GeoParquet parts, EPSG:4326, rows in Hilbert order; the same results give the same bytes. Memory does not grow with the area: fields are sorted
/// on disk and met along a line that sweeps over them.
/// </summary>
public static class ResultComparer
{
    private const int VerticesPerPart = 8_000_000;

    /// <summary>The whole earth: a row's place on the curve does not depend on the other rows.</summary>
    private static readonly Envelope World = new(-180, 180, -90, 90);

    /// <summary>Compares, and writes the parts; parts of an earlier run are replaced.</summary>
    /// <exception cref="ChangeInputException">A result has several time steps and the job names none, or a label has lines only.</exception>
    /// <exception cref="FileNotFoundException">A part file is missing.</exception>
    /// <exception cref="InvalidDataException">A part file is damaged; the message names it.</exception>
    public static async Task<ChangeResult> CompareAsync(IObjectStore store, ChangeJob job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(job);
        using OutlineReader fields = new(store, job);
        await fields.ReadAsync(cancellationToken);
        long[] counts = new long[Enum.GetValues<ChangeKind>().Length];
        ChangeRowCodec codec = new(job.Features);
        using SpillSorter rows = new();
        OverlapSweep sweep = new([new ActiveFields(fields.Extent), new ActiveFields(fields.Extent)], job.Threshold);
        foreach (FieldOutline field in sweep.Run(fields.Drain(), cancellationToken))
        {
            foreach (ChangeRow row in ChangeClassifier.RowsOf(field, job))
            {
                counts[(int)row.Kind]++;
                rows.Add(HilbertOrder.Key(row.Geometry.EnvelopeInternal.Centre, World), row.After?.Id ?? row.Before!.Id, codec.Encode(row));
            }
        }

        return new ChangeResult
        {
            Before = fields.Counts[0],
            After = fields.Counts[1],
            Changes = Enum.GetValues<ChangeKind>().ToDictionary(ChangeLayout.NameOf, kind => counts[(int)kind]),
            Parts = await WriteAsync(store, job, rows.Drain().Select(item => codec.Decode(item.Content)), cancellationToken),
        };
    }

    private static async Task<List<VectorPart>> WriteAsync(IObjectStore store, ChangeJob job, IEnumerable<ChangeRow> rows, CancellationToken cancellationToken)
    {
        List<VectorPart> parts = [];
        List<ChangeRow> part = [];
        long vertices = 0;
        foreach (ChangeRow row in rows)
        {
            part.Add(row);
            vertices += row.Geometry.NumPoints;
            if (part.Count >= job.RowsPerPart || vertices >= VerticesPerPart)
            {
                parts.Add(await WritePartAsync(store, job.PartKey(parts.Count), part, cancellationToken));
                part.Clear();
                vertices = 0;
            }
        }

        // Where there is no change, a part without rows says which columns there would be.
        if (part.Count > 0 || parts.Count == 0)
        {
            parts.Add(await WritePartAsync(store, job.PartKey(parts.Count), part, cancellationToken));
        }

        for (int old = parts.Count; await store.GetLengthAsync(job.PartKey(old), cancellationToken) is not null; old++)
        {
            await store.DeleteAsync(job.PartKey(old), cancellationToken);
        }

        return parts;
    }

    private static async Task<VectorPart> WritePartAsync(IObjectStore store, string key, List<ChangeRow> rows, CancellationToken cancellationToken)
    {
        await using FileStream content = TemporaryFile.Create(".part", options: FileOptions.Asynchronous);
        using GeoParquetFile<ChangeRow> file = new(content, ChangeLayout.CreateColumns(), row => row.Geometry, Crs.Wgs84);
        rows.ForEach(file.Add);
        GeoParquetSummary summary = file.Close();
        long length = content.Length;
        content.Position = 0;
        await store.WriteAsync(key, content, cancellationToken);
        return VectorPart.Of(key, summary, length);
    }
}
