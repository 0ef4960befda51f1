using NetTopologySuite.Geometries;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.Vectors;

/// <summary>
/// Joins the fragments of all blocks into whole polygons and writes them as part files: EPSG:4326, rows in Hilbert order, no polygon cut at a block edge.
/// The result does not depend on the block size. Memory holds the components that reach the current row of blocks, a bounded sort buffer and one part.
/// </summary>
public sealed class VectorStitcher
{
    /// <summary>Fragments objects that are read ahead.</summary>
    private const int ReadAhead = 8;

    /// <summary>A part ends early at this many vertices, so that big polygons do not make a part outgrow memory.</summary>
    private const int VerticesPerPart = 8_000_000;

    private readonly IObjectStore _store;
    private readonly VectorizeJob _job;
    private readonly RasterStoreLayout _blocks;
    private readonly FeatureBuilder _features;
    private readonly VectorPlacement _placement;

    /// <summary>Prepares a job whose blocks are all vectorized.</summary>
    /// <param name="layout">The prediction's layout.</param>
    /// <param name="store">Holds the fragments and gets the parts.</param>
    /// <param name="job">The job.</param>
    public VectorStitcher(RasterStoreLayout layout, IObjectStore store, VectorizeJob job)
    {
        ArgumentNullException.ThrowIfNull(layout);
        _store = store;
        _job = job;
        _blocks = BlockVectorizer.BlocksOf(layout, job);
        _features = new FeatureBuilder(layout.Grid);
        _placement = new VectorPlacement(job.Crs);
    }

    /// <summary>Opens a job's prediction store for its layout.</summary>
    /// <exception cref="RasterStoreNotFoundException">There is no prediction.</exception>
    public static async Task<VectorStitcher> OpenAsync(IObjectStore store, VectorizeJob job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        RasterStoreReader reader = await RasterStoreReader.OpenAsync(store, job.PredictionRoot, cancellationToken);
        return new VectorStitcher(reader.Layout, store, job);
    }

    /// <summary>Stitches and writes the parts; parts of an earlier run are replaced, and removed where there are fewer now.</summary>
    /// <exception cref="InvalidDataException">A block's fragments are missing or broken; the message names the object.</exception>
    public async Task<VectorResult> StitchAsync(CancellationToken cancellationToken = default)
    {
        long[] counts = new long[_job.Features.Count];
        long[] pixels = new long[_job.Features.Count];
        using PolygonSorter sorter = new();
        Envelope extent = _features.Extent;
        for (int time = 0; time < _blocks.Times.Count; time++)
        {
            int step = time;
            await StitchStepAsync(time, Keep, cancellationToken);

            void Keep(int label, PixelPolygon polygon)
            {
                counts[label]++;
                pixels[label] += polygon.Statistics.Pixels;
                long id = FeatureId.Of(_job.Features[label], _blocks.Times[step], polygon.Statistics.FirstPixel);
                sorter.Add(new SortedPolygon(HilbertOrder.Key(_features.CentreOf(polygon), extent), id, label, step, polygon));
            }
        }

        return new VectorResult
        {
            Parts = await WritePartsAsync(sorter.Drain(), cancellationToken),
            Labels = [.. _job.Features.Select((label, i) => new LabelTotal(label, counts[i], pixels[i]))],
            Times = _blocks.Times,
        };
    }

    private async Task StitchStepAsync(int time, Action<int, PixelPolygon> keep, CancellationToken cancellationToken)
    {
        SeamStitcher[] stitchers = [.. _job.Features.Select((_, label) => new SeamStitcher(polygon => keep(label, polygon)))];
        int perStep = _blocks.BlockRows * _blocks.BlockColumns;
        Queue<Task<byte[]?>> reads = new();
        int asked = 0;
        for (int i = 0; i < perStep; i++)
        {
            for (; asked < perStep && reads.Count < ReadAhead; asked++)
            {
                reads.Enqueue(_store.ReadAsync(_job.FragmentsKey((time * perStep) + asked), cancellationToken));
            }

            int block = (time * perStep) + i;
            IReadOnlyList<LabelFragments> labels = Decode(block, await reads.Dequeue());
            PixelWindow window = _blocks.WindowOf(_blocks.BlockAt(block));
            for (int label = 0; label < stitchers.Length; label++)
            {
                stitchers[label].AddBlock(labels[label], window.X, window.Y, window.Right);
                if (window.Right == _blocks.Grid.Width)
                {
                    stitchers[label].EndRow();
                }
            }
        }
    }

    private IReadOnlyList<LabelFragments> Decode(int block, byte[]? content)
    {
        string key = _job.FragmentsKey(block);
        if (content is null)
        {
            throw new InvalidDataException($"{key} is missing: block {block} is not vectorized yet.");
        }

        try
        {
            IReadOnlyList<LabelFragments> labels = FragmentCodec.Decode(content);
            return labels.Count == _job.Features.Count
                ? labels
                : throw new InvalidDataException($"expected {_job.Features.Count} labels, got {labels.Count}.");
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{key}: {e.Message}", e);
        }
    }

    private async Task<List<VectorPart>> WritePartsAsync(IEnumerable<SortedPolygon> polygons, CancellationToken cancellationToken)
    {
        List<VectorPart> parts = [];
        List<VectorFeature> rows = [];
        long vertices = 0;
        foreach (SortedPolygon item in polygons)
        {
            VectorFeature feature = _features.Build(item.Polygon, _job.Features[item.Label], _blocks.Times[item.Time], item.Id, _job.Stats);
            rows.Add(feature);
            vertices += feature.Geometry.NumPoints;
            if (rows.Count >= _job.RowsPerPart || vertices >= VerticesPerPart)
            {
                parts.Add(await WritePartAsync(parts.Count, rows, cancellationToken));
                rows.Clear();
                vertices = 0;
            }
        }

        if (rows.Count > 0)
        {
            parts.Add(await WritePartAsync(parts.Count, rows, cancellationToken));
        }

        await RemoveOldPartsAsync(parts.Count, cancellationToken);
        return parts;
    }

    private async Task<VectorPart> WritePartAsync(int part, List<VectorFeature> rows, CancellationToken cancellationToken)
    {
        string path = Path.Combine(Path.GetTempPath(), $"rasterflow-{Guid.NewGuid():N}.part");
        await using FileStream file = new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        GeoParquetSummary summary = await GeoParquetWriter.WriteAsync(file, _placement.Place(rows), _placement.Crs, cancellationToken);
        long length = file.Length;
        file.Position = 0;
        string key = _job.PartKey(part);
        await _store.WriteAsync(key, file, cancellationToken);
        Envelope extent = summary.Extent;
        return new VectorPart(key, summary.Rows, length, [extent.MinX, extent.MinY, extent.MaxX, extent.MaxY], summary.Columns);
    }

    private async Task RemoveOldPartsAsync(int first, CancellationToken cancellationToken)
    {
        for (int part = first; await _store.GetLengthAsync(_job.PartKey(part), cancellationToken) is not null; part++)
        {
            await _store.DeleteAsync(_job.PartKey(part), cancellationToken);
        }
    }
}
