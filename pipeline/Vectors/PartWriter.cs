using System.Runtime.CompilerServices;
using RasterFlow.Storage;

namespace RasterFlow.Vectors;

/// <summary>Writes rows as part files, one after the other, and counts them. Memory holds a row group.</summary>
internal sealed class PartWriter(IObjectStore store, VectorizeJob job, IReadOnlyList<DateOnly> times)
{
    /// <summary>A part ends early at this many vertices, some 16 MB of geometry, so that memory does not grow with the area.</summary>
    private const int VerticesPerPart = 1_000_000;

    private readonly long[] _counts = new long[job.Features.Count];
    private readonly long[] _pixels = new long[job.Features.Count];
    private readonly List<VectorPart> _parts = [];
    private readonly VectorPlacement _placement = new(job.Crs);

    /// <summary>
    /// Writes all rows, and one part without any where there are none, so that whoever reads the result finds its columns.
    /// Parts of an earlier run are replaced, and removed where there are fewer now.
    /// </summary>
    public async Task<VectorResult> WriteAsync(IAsyncEnumerable<FeatureRow> rows, CancellationToken cancellationToken)
    {
        await using (IAsyncEnumerator<FeatureRow> source = rows.GetAsyncEnumerator(cancellationToken))
        {
            bool more = await source.MoveNextAsync();
            do
            {
                more = await WritePartAsync(source, more, cancellationToken);
            }
            while (more);
        }

        for (int part = _parts.Count; await store.GetLengthAsync(job.PartKey(part), cancellationToken) is not null; part++)
        {
            await store.DeleteAsync(job.PartKey(part), cancellationToken);
        }

        return new VectorResult
        {
            Parts = _parts,
            Labels = [.. job.Features.Select((label, i) => new LabelTotal(label, _counts[i], _pixels[i]))],
            Times = times,
        };
    }

    /// <summary>Writes the source's rows from the current one on, if there is one; false when there is none left.</summary>
    private async Task<bool> WritePartAsync(IAsyncEnumerator<FeatureRow> source, bool more, CancellationToken cancellationToken)
    {
        Part part = new() { More = more };
        await using FileStream file = TemporaryFile.Create(".part", options: FileOptions.Asynchronous);
        GeoParquetSummary summary = await GeoParquetWriter.WriteAsync(file, RowsOfPartAsync(source, part, cancellationToken), _placement.Crs, cancellationToken);
        long length = file.Length;
        file.Position = 0;
        string key = job.PartKey(_parts.Count);
        await store.WriteAsync(key, file, cancellationToken);
        _parts.Add(VectorPart.Of(key, summary, length));
        return part.More;
    }

    private async IAsyncEnumerable<VectorFeature> RowsOfPartAsync(
        IAsyncEnumerator<FeatureRow> source, Part part, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (part.More && part.Rows < job.RowsPerPart && part.Vertices < VerticesPerPart)
        {
            cancellationToken.ThrowIfCancellationRequested();
            FeatureRow row = source.Current;
            VectorFeature feature = row.Feature!;
            _counts[row.Label]++;
            _pixels[row.Label] += row.IsFirst ? feature.Pixels : 0;
            part.Rows++;
            part.Vertices += feature.Geometry.NumPoints;
            yield return _placement.Place(feature);
            part.More = await source.MoveNextAsync();
        }
    }

    /// <summary>The part that is being written.</summary>
    private sealed class Part
    {
        public int Rows { get; set; }

        public long Vertices { get; set; }

        public bool More { get; set; }
    }
}
