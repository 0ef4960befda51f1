using NetTopologySuite.Geometries;

namespace RasterFlow.Vectors.Changes;

/// <summary>The fields of one result that the sweep line crosses, in columns of equal width: a field lies in every column that its box touches.</summary>
internal sealed class ActiveFields
{
    /// <summary>At a continent's width a column is about a kilometre wide; a list of it holds some dozens of fields.</summary>
    private const int Columns = 4096;

    private readonly List<FieldOutline>[] _columns = [.. Enumerable.Range(0, Columns).Select(_ => new List<FieldOutline>())];
    private readonly double _west;
    private readonly double _perDegree;

    /// <param name="extent">The box around all fields.</param>
    public ActiveFields(Envelope extent)
    {
        _west = extent.MinX;
        _perDegree = extent.Width > 0 ? Columns / extent.Width : 0;
    }

    /// <summary>Adds a field.</summary>
    public void Add(FieldOutline field)
    {
        for (int i = ColumnOf(field.Box.MinX); i <= ColumnOf(field.Box.MaxX); i++)
        {
            _columns[i].Add(field);
        }
    }

    /// <summary>The fields of a label whose boxes overlap a field's, each once.</summary>
    public IEnumerable<FieldOutline> Overlapping(FieldOutline field)
    {
        int first = ColumnOf(field.Box.MinX);
        for (int i = first; i <= ColumnOf(field.Box.MaxX); i++)
        {
            foreach (FieldOutline other in _columns[i])
            {
                // A pair meets first in the column where the later one of the two begins.
                if (other.Label == field.Label && Math.Max(first, ColumnOf(other.Box.MinX)) == i && other.Box.Intersects(field.Box))
                {
                    yield return other;
                }
            }
        }
    }

    /// <summary>Takes out the fields that end south of a line, and returns them in no order.</summary>
    public IEnumerable<FieldOutline> RemoveBelow(double latitude)
    {
        HashSet<FieldOutline> removed = [];
        foreach (List<FieldOutline> column in _columns)
        {
            column.RemoveAll(field =>
            {
                bool ends = field.Box.MaxY < latitude;
                if (ends)
                {
                    removed.Add(field);
                }

                return ends;
            });
        }

        return removed;
    }

    private int ColumnOf(double x) => (int)Math.Clamp((x - _west) * _perDegree, 0, Columns - 1);
}
