namespace RasterFlow.Vectors;

/// <summary>
/// Finds the places at which outlines of several labels meet or part: those around which three or four pixels differ in the set of labels they have.
/// Between two such places every outline that runs there runs the same way.
/// </summary>
internal sealed class NodeFinder
{
    /// <summary>The most labels that can be told apart.</summary>
    public const int MostLabels = 64;

    private readonly List<(int X, ulong Above, ulong Below)> _changes = [];
    private readonly List<int> _nodes = [];

    /// <summary>The columns of all nodes along the line between two rows, ascending; valid until the next call.</summary>
    /// <param name="above">The row above, one entry a label.</param>
    /// <param name="below">The row below.</param>
    public List<int> Find(IReadOnlyList<RasterRow> above, IReadOnlyList<RasterRow> below)
    {
        _changes.Clear();
        _nodes.Clear();
        for (int label = 0; label < above.Count; label++)
        {
            ulong bit = 1UL << label;
            above[label].Edges.ForEach(x => _changes.Add((x, bit, 0)));
            below[label].Edges.ForEach(x => _changes.Add((x, 0, bit)));
        }

        _changes.Sort(static (a, b) => a.X.CompareTo(b.X));
        ulong northWest = 0;
        ulong southWest = 0;
        for (int i = 0; i < _changes.Count;)
        {
            int x = _changes[i].X;
            (ulong northEast, ulong southEast) = (northWest, southWest);
            for (; i < _changes.Count && _changes[i].X == x; i++)
            {
                northEast ^= _changes[i].Above;
                southEast ^= _changes[i].Below;
            }

            if (IsNode(northWest, northEast, southWest, southEast))
            {
                _nodes.Add(x);
            }

            (northWest, southWest) = (northEast, southEast);
        }

        return _nodes;
    }

    private static bool IsNode(ulong northWest, ulong northEast, ulong southWest, ulong southEast)
    {
        int kinds = 1;
        kinds += northEast != northWest ? 1 : 0;
        kinds += southWest != northWest && southWest != northEast ? 1 : 0;
        kinds += southEast != northWest && southEast != northEast && southEast != southWest ? 1 : 0;
        return kinds >= 3;
    }
}
