using System.Buffers;
using RasterFlow.Imagery;

namespace RasterFlow.Vectors;

/// <summary>
/// Traces the outlines of the 4-connected components of one block along pixel edges, with the component on the left.
/// Where two pixels of one component meet only at a corner the outline crosses over to the other pixel, so that rings touch there but none touches
/// itself: polygons are valid (OGC Simple Features, 6.1.11.1). Components that reach a neighbouring block stay open (<see cref="OpenComponent"/>).
/// </summary>
internal sealed class BlockTracer
{
    private const int East = 0;
    private const int North = 1;
    private const int West = 2;
    private const int South = 3;

    private readonly ComponentMap _map;
    private readonly PixelWindow _window;
    private readonly PixelWindow _raster;
    private readonly bool[] _isOpen;
    private readonly int[] _openIndex;
    private readonly List<PixelCorner[]>?[] _closedRings;
    private readonly List<PixelCorner> _corners = [];
    private readonly List<int> _breaks = [];
    private readonly LabelFragments _result = new() { Runs = [[], [], [], []] };

    private BlockTracer(ComponentMap map, PixelWindow raster)
    {
        _map = map;
        _window = map.Window;
        _raster = raster;
        _isOpen = new bool[map.Statistics.Count + 1];
        _openIndex = new int[map.Statistics.Count + 1];
        _closedRings = new List<PixelCorner[]>?[map.Statistics.Count + 1];
    }

    /// <summary>Traces one block.</summary>
    /// <param name="scores">Scores [y, x] of <paramref name="window"/>; NaN is outside.</param>
    /// <param name="window">The block's pixels in whole-raster coordinates.</param>
    /// <param name="raster">The whole raster: beyond its edges nothing goes on.</param>
    /// <param name="threshold">Pixels with a score above it are inside.</param>
    /// <param name="sumScores">Whether to sum the scores.</param>
    public static LabelFragments Trace(ReadOnlySpan<float> scores, PixelWindow window, PixelWindow raster, float threshold, bool sumScores)
    {
        if (scores.Length != window.Area)
        {
            throw new ArgumentException($"Expected {window.Area} scores, got {scores.Length}.", nameof(scores));
        }

        using ComponentMap map = ComponentMap.Of(scores, window, threshold, sumScores);
        BlockTracer tracer = new(map, raster);
        tracer.FindBorderRuns();
        tracer.TraceRings();
        tracer.Collect();
        return tracer._result;
    }

    private bool IsSeam(BlockSide side) => side switch
    {
        BlockSide.Top => _window.Y > _raster.Y,
        BlockSide.Bottom => _window.Bottom < _raster.Bottom,
        BlockSide.Left => _window.X > _raster.X,
        _ => _window.Right < _raster.Right,
    };

    private void FindBorderRuns()
    {
        int stride = _map.Stride;
        FindBorderRuns(BlockSide.Top, stride + 1, 1, _window.Width, _window.X);
        FindBorderRuns(BlockSide.Bottom, (_window.Height * stride) + 1, 1, _window.Width, _window.X);
        FindBorderRuns(BlockSide.Left, stride + 1, stride, _window.Height, _window.Y);
        FindBorderRuns(BlockSide.Right, stride + _window.Width, stride, _window.Height, _window.Y);
    }

    private void FindBorderRuns(BlockSide side, int start, int step, int count, int origin)
    {
        if (!IsSeam(side))
        {
            return;
        }

        ReadOnlySpan<int> labels = _map.Labels;
        int i = 0;
        while (i < count)
        {
            int component = labels[start + (i * step)];
            int first = i;
            do
            {
                i++;
            }
            while (i < count && labels[start + (i * step)] == component);
            if (component != 0)
            {
                _result.RunsOn(side).Add(new BorderRun(origin + first, origin + i, OpenIndexOf(component)));
            }
        }
    }

    private int OpenIndexOf(int component)
    {
        if (!_isOpen[component])
        {
            _isOpen[component] = true;
            _openIndex[component] = _result.Open.Count;
            _result.Open.Add(new OpenComponent { Statistics = _map.Statistics[component - 1] });
        }

        return _openIndex[component];
    }

    private void TraceRings()
    {
        int size = _map.Stride * (_window.Height + 2);
        byte[] visited = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            Array.Clear(visited, 0, size);
            ReadOnlySpan<int> labels = _map.Labels;
            foreach (ComponentMap.Run run in _map.Runs)
            {
                int at = ((run.Row + 1) * _map.Stride) + run.Start + 1;
                for (int x = run.Start; x < run.End; x++, at++)
                {
                    // Every ring has an edge along the top of one of its pixels.
                    if (labels[at - _map.Stride] == 0 && visited[at] == 0)
                    {
                        TraceRing(x, run.Row, run.Component, visited);
                        KeepRing(run.Component);
                    }
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(visited);
        }
    }

    /// <summary>Walks one ring from the top edge of a pixel; fills the corners, and the breaks: corners whose turn depends on other blocks.</summary>
    private void TraceRing(int x, int y, int component, Span<byte> visited)
    {
        ReadOnlySpan<int> labels = _map.Labels;
        int stride = _map.Stride;
        bool open = _isOpen[component];
        _corners.Clear();
        _breaks.Clear();

        // The corner at the top left of window pixel (cx, cy); `at` is that pixel's place in the label image.
        int cx = x + 1;
        int cy = y;
        int at = ((y + 1) * stride) + x + 2;
        int direction = West;
        do
        {
            int leftAhead;
            int rightAhead;
            switch (direction)
            {
                case East:
                    cx++;
                    at++;
                    (leftAhead, rightAhead) = (labels[at - stride], labels[at]);
                    break;
                case North:
                    cy--;
                    at -= stride;
                    (leftAhead, rightAhead) = (labels[at - stride - 1], labels[at - stride]);
                    break;
                case West:
                    cx--;
                    at--;
                    visited[at] = 1;
                    (leftAhead, rightAhead) = (labels[at - 1], labels[at - stride - 1]);
                    break;
                default:
                    cy++;
                    at += stride;
                    (leftAhead, rightAhead) = (labels[at], labels[at - 1]);
                    break;
            }

            if (rightAhead != component && leftAhead == component)
            {
                continue;
            }

            bool undecided = open && rightAhead != component && rightAhead != 0 && _isOpen[rightAhead];
            if (undecided)
            {
                _breaks.Add(_corners.Count);
            }

            _corners.Add(new PixelCorner(_window.X + cx, _window.Y + cy));
            direction = (direction + (rightAhead == component ? 3 : 1)) & 3;
        }
        while (direction != West || at != ((y + 1) * stride) + x + 2);
    }

    private void KeepRing(int component)
    {
        if (!_isOpen[component])
        {
            (_closedRings[component] ??= []).Add(PixelRing.Canonical(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_corners)));
            return;
        }

        OpenComponent open = _result.Open[_openIndex[component]];
        RingSplitter.Split(_corners, _breaks, IsSeamEdge, open);
    }

    /// <summary>Whether the straight edge between two corners lies on a side that the block shares with another block.</summary>
    private bool IsSeamEdge(PixelCorner from, PixelCorner to)
    {
        if (from.Y == to.Y)
        {
            return to.X < from.X
                ? from.Y == _window.Y && IsSeam(BlockSide.Top)
                : from.Y == _window.Bottom && IsSeam(BlockSide.Bottom);
        }

        return to.Y < from.Y
            ? from.X == _window.Right && IsSeam(BlockSide.Right)
            : from.X == _window.X && IsSeam(BlockSide.Left);
    }

    private void Collect()
    {
        for (int component = 1; component < _isOpen.Length; component++)
        {
            if (_closedRings[component] is { } rings)
            {
                _result.Finished.Add(PixelPolygon.FromRings(_map.Statistics[component - 1], rings));
            }
        }
    }
}
