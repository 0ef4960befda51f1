using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Storage;

namespace RasterFlow.Vectors.Changes;

/// <summary>Reads the fields of both results and gives them sorted from south to north. Parts of a subdivided field become one field again.</summary>
internal sealed class OutlineReader(IObjectStore store, ChangeJob job) : IDisposable
{
    private readonly OutlineCodec _codec = new();
    private readonly SpillSorter _fields = new();
    private readonly SpillSorter _parts = new();
    private readonly Dictionary<string, int> _labels = job.Features.Select((label, i) => (label, i)).ToDictionary(pair => pair.label, pair => pair.i, StringComparer.Ordinal);
    private readonly long[] _counts = new long[2];

    /// <summary>Fields read of the earlier and of the later result.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>The box around all fields, EPSG:4326.</summary>
    public Envelope Extent { get; } = new();

    /// <summary>Reads both results.</summary>
    /// <exception cref="ChangeInputException">A result has several time steps and the job names none, or a label has lines only.</exception>
    /// <exception cref="InvalidDataException">A part file is damaged; the message names it.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await ReadSideAsync(0, job.Before, cancellationToken);
        await ReadSideAsync(1, job.After, cancellationToken);
        JoinParts();
    }

    /// <summary>All fields by their southern edge. Call once.</summary>
    public IEnumerable<FieldOutline> Drain() => _fields.Drain().Select(item => _codec.Decode(item.Content));

    /// <inheritdoc/>
    public void Dispose()
    {
        _fields.Dispose();
        _parts.Dispose();
    }

    private async Task ReadSideAsync(int side, ChangeSide input, CancellationToken cancellationToken)
    {
        DateOnly? time = input.Time;
        long lines = 0;
        await foreach (VectorFeature feature in VectorParts.ReadAsync(store, input.Parts, cancellationToken))
        {
            if (!_labels.TryGetValue(feature.Label, out int label) || (input.Time is not null && feature.Time != input.Time))
            {
                continue;
            }

            time ??= feature.Time;
            if (feature.Time != time)
            {
                throw new ChangeInputException($"{input.Root} has fields of {time:yyyy-MM-dd} and of {feature.Time:yyyy-MM-dd}. Choose one time step by {(side == 0 ? "before_time" : "after_time")}.");
            }

            if (feature.Geometry is not IPolygonal)
            {
                lines++;
                continue;
            }

            Add(side, label, feature);
        }

        if (lines > 0 && _counts[side] == 0)
        {
            throw new ChangeInputException($"{input.Root} has lines only for {string.Join(", ", job.Features)}; fields are compared by the areas that they cover.");
        }
    }

    private void Add(int side, int label, VectorFeature feature)
    {
        FieldOutline outline = OutlineOf(side, label, feature.PartOf ?? feature.Id, feature.Time, [feature.Geometry]);
        if (feature.PartOf is null)
        {
            AddField(outline);
        }
        else
        {
            _counts[side]++;
            _parts.Add(((ulong)(uint)label << 1) | (uint)side, outline.Id, OutlineCodec.Encode(outline));
        }
    }

    /// <summary>Parts lie together, label by label and field by field.</summary>
    private void JoinParts()
    {
        List<FieldOutline> field = [];
        foreach ((_, byte[] content) in _parts.Drain())
        {
            FieldOutline part = _codec.Decode(content);
            if (field.Count > 0 && (field[0].Side, field[0].Label, field[0].Id) != (part.Side, part.Label, part.Id))
            {
                AddJoined(field);
                field.Clear();
            }

            field.Add(part);
        }

        if (field.Count > 0)
        {
            AddJoined(field);
        }
    }

    private void AddJoined(List<FieldOutline> parts)
    {
        FieldOutline first = parts[0];
        _counts[first.Side] -= parts.Count;
        AddField(OutlineOf(first.Side, first.Label, first.Id, first.Time, [.. parts.Select(part => part.Pieces[0])]));
    }

    private void AddField(FieldOutline outline)
    {
        _counts[outline.Side]++;
        Extent.ExpandToInclude(outline.Box);
        _fields.Add(SpillSorter.KeyOf(outline.Box.MinY), outline.Id, OutlineCodec.Encode(outline));
    }

    private static FieldOutline OutlineOf(int side, int label, long id, DateOnly time, IReadOnlyList<Geometry> pieces)
    {
        Envelope box = new();
        double area = 0;
        foreach (Geometry piece in pieces)
        {
            box.ExpandToInclude(piece.EnvelopeInternal);
            area += GeodesicArea.SquareKilometres(piece);
        }

        return new FieldOutline { Side = side, Label = label, Id = id, Time = time, AreaM2 = area * 1e6, Pieces = pieces, Box = box };
    }
}
