using System.Runtime.InteropServices;

namespace RasterFlow.Tiles;

/// <summary>Corners by the area of their triangle, smallest first, equal ones by number; areas can change while they wait. Used again.</summary>
internal sealed class CornerHeap
{
    private const int Absent = -1;

    private readonly List<int> _heap = [];
    private readonly List<int> _places = [];
    private readonly List<double> _areas = [];

    public void Clear(int corners)
    {
        _heap.Clear();
        CollectionsMarshal.SetCount(_places, corners);
        CollectionsMarshal.SetCount(_areas, corners);
        CollectionsMarshal.AsSpan(_places).Fill(Absent);
    }

    /// <summary>Adds a corner or changes its area.</summary>
    public void Set(int corner, double area)
    {
        int place = _places[corner];
        if (place == Absent)
        {
            place = _heap.Count;
            _heap.Add(corner);
            _places[corner] = place;
        }

        _areas[corner] = area;
        Sink(Rise(place));
    }

    public void Remove(int corner)
    {
        int place = _places[corner];
        if (place == Absent)
        {
            return;
        }

        _places[corner] = Absent;
        int last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        if (last != corner)
        {
            _heap[place] = last;
            _places[last] = place;
            Sink(Rise(place));
        }
    }

    public bool TryTake(out int corner, out double area)
    {
        if (_heap.Count == 0)
        {
            (corner, area) = (Absent, 0);
            return false;
        }

        corner = _heap[0];
        area = _areas[corner];
        Remove(corner);
        return true;
    }

    private static bool Before(ReadOnlySpan<double> areas, int a, int b) => areas[a] < areas[b] || (areas[a] == areas[b] && a < b);

    private int Rise(int place)
    {
        Span<int> heap = CollectionsMarshal.AsSpan(_heap);
        Span<int> places = CollectionsMarshal.AsSpan(_places);
        ReadOnlySpan<double> areas = CollectionsMarshal.AsSpan(_areas);
        int corner = heap[place];
        while (place > 0 && Before(areas, corner, heap[(place - 1) / 2]))
        {
            int parent = (place - 1) / 2;
            heap[place] = heap[parent];
            places[heap[place]] = place;
            place = parent;
        }

        heap[place] = corner;
        places[corner] = place;
        return place;
    }

    private void Sink(int place)
    {
        Span<int> heap = CollectionsMarshal.AsSpan(_heap);
        Span<int> places = CollectionsMarshal.AsSpan(_places);
        ReadOnlySpan<double> areas = CollectionsMarshal.AsSpan(_areas);
        int corner = heap[place];
        while (true)
        {
            int child = (2 * place) + 1;
            if (child >= heap.Length)
            {
                break;
            }

            if (child + 1 < heap.Length && Before(areas, heap[child + 1], heap[child]))
            {
                child++;
            }

            if (!Before(areas, heap[child], corner))
            {
                break;
            }

            heap[place] = heap[child];
            places[heap[place]] = place;
            place = child;
        }

        heap[place] = corner;
        places[corner] = place;
    }
}
