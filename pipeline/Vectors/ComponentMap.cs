using System.Buffers;
using RasterFlow.Imagery;

namespace RasterFlow.Vectors;

/// <summary>
/// The 4-connected components of one block: runs of pixels per row, joined by union-find, numbered from 1 in row-major order of their first pixel
/// and painted into a label image with a frame of zeros around it. Dispose gives the image back.
/// </summary>
internal sealed class ComponentMap : IDisposable
{
    private readonly List<Run> _runs = [];
    private readonly List<int> _parents = [];
    private int[] _labels;

    private ComponentMap(PixelWindow window)
    {
        Window = window;
        Stride = window.Width + 2;
        _labels = ArrayPool<int>.Shared.Rent(checked(Stride * (window.Height + 2)));
    }

    public PixelWindow Window { get; }

    /// <summary>Elements of a row of <see cref="Labels"/>.</summary>
    public int Stride { get; }

    /// <summary>Component numbers, 0 outside; pixel (x, y) of the window lies at (y + 1) * Stride + x + 1.</summary>
    public ReadOnlySpan<int> Labels => _labels.AsSpan(0, Stride * (Window.Height + 2));

    public IReadOnlyList<Run> Runs => _runs;

    /// <summary>Statistics of component n at n - 1.</summary>
    public List<PolygonStatistics> Statistics { get; } = [];

    /// <summary>Finds the components of scores [y, x] above a threshold; NaN is outside.</summary>
    public static ComponentMap Of(ReadOnlySpan<float> scores, PixelWindow window, float threshold, bool sumScores)
    {
        ComponentMap map = new(window);
        int previousStart = 0;
        for (int y = 0; y < window.Height; y++)
        {
            int rowStart = map._runs.Count;
            map.FindRuns(scores.Slice(y * window.Width, window.Width), y, threshold, sumScores);
            map.JoinRows(previousStart, rowStart);
            previousStart = rowStart;
        }

        map.NumberAndPaint();
        return map;
    }

    public void Dispose()
    {
        if (_labels.Length > 0)
        {
            ArrayPool<int>.Shared.Return(_labels);
            _labels = [];
        }
    }

    private void FindRuns(ReadOnlySpan<float> row, int y, float threshold, bool sumScores)
    {
        int x = 0;
        while (x < row.Length)
        {
            if (!(row[x] > threshold))
            {
                x++;
                continue;
            }

            int start = x;
            while (x < row.Length && row[x] > threshold)
            {
                x++;
            }

            _parents.Add(_runs.Count);
            _runs.Add(new Run(start, x, y, sumScores ? SumOf(row[start..x]) : 0));
        }
    }

    private static long SumOf(ReadOnlySpan<float> scores)
    {
        long sum = 0;
        foreach (float score in scores)
        {
            // The product is exact: a power of two.
            sum += (long)((Math.Clamp(score, -PolygonStatistics.ScoreLimit, PolygonStatistics.ScoreLimit) * PolygonStatistics.ScoreUnit) + 0.5);
        }

        return sum;
    }

    private void JoinRows(int above, int below)
    {
        int aboveEnd = below;
        while (above < aboveEnd && below < _runs.Count)
        {
            Run a = _runs[above];
            Run b = _runs[below];
            if (a.Start < b.End && b.Start < a.End)
            {
                int rootA = Find(above);
                int rootB = Find(below);
                _parents[Math.Max(rootA, rootB)] = Math.Min(rootA, rootB);
            }

            if (a.End < b.End)
            {
                above++;
            }
            else
            {
                below++;
            }
        }
    }

    private int Find(int run)
    {
        while (_parents[run] != run)
        {
            run = _parents[run] = _parents[_parents[run]];
        }

        return run;
    }

    private void NumberAndPaint()
    {
        Span<int> labels = _labels.AsSpan(0, Stride * (Window.Height + 2));
        labels.Clear();
        for (int i = 0; i < _runs.Count; i++)
        {
            // A root is its component's first run, so its number is known before any other run asks for it.
            int root = Find(i);
            Run run = _runs[i];
            PolygonStatistics own = new(run.End - run.Start, run.ScoreSum, new PixelCorner(Window.X + run.Start, Window.Y + run.Row));
            if (root == i)
            {
                Statistics.Add(own);
                _runs[i] = run with { Component = Statistics.Count };
            }
            else
            {
                int component = _runs[root].Component;
                Statistics[component - 1] += own;
                _runs[i] = run with { Component = component };
            }

            labels.Slice(((run.Row + 1) * Stride) + run.Start + 1, run.End - run.Start).Fill(_runs[i].Component);
        }
    }

    /// <summary>Pixels [Start, End) of one row of the window.</summary>
    internal readonly record struct Run(int Start, int End, int Row, long ScoreSum, int Component = 0);
}
