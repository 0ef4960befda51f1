using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RasterFlow.Vectors;

/// <summary>
/// The runs of one label in one block, row by row, and the statistics of the block's connected parts: each part's are kept with its first run.
/// Parts are joined within the block only; whatever joins them across blocks adds their statistics up.
/// </summary>
internal sealed class BlockRuns(int left, int top, int width, bool eightConnected, bool withScores)
{
    private readonly List<(int Start, int End)> _runs = [];
    private readonly List<int> _rowEnds = [];
    private readonly List<Part> _parts = [];
    private readonly int[] _edges = new int[width + 1];
    private readonly int _reach = eightConnected ? 1 : 0;
    private List<int> _partsAbove = [];
    private List<int> _partsHere = [];

    /// <summary>Adds the next row's scores.</summary>
    /// <param name="scores">Scores of the row; NaN is outside.</param>
    /// <param name="threshold">Pixels with a score above it are inside.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddRow(ReadOnlySpan<float> scores, float threshold)
    {
        int aboveEnd = _runs.Count;
        int above = aboveEnd - _partsAbove.Count;
        int firstAbove = above;
        int count = RunFinder.Find(scores, threshold, _edges);
        for (int i = 0; i < count; i += 2)
        {
            (int start, int end) = (_edges[i], _edges[i + 1]);
            int part = -1;
            while (above < aboveEnd && _runs[above].Start < end + _reach)
            {
                if (_runs[above].End + _reach > start)
                {
                    int other = Find(_partsAbove[above - firstAbove]);
                    part = part < 0 ? other : Unite(part, other);
                }

                // A run that reaches beyond this one may touch the next one as well.
                if (_runs[above].End + _reach > end)
                {
                    break;
                }

                above++;
            }

            _partsHere.Add(AddRun(part, start, end, scores));
        }

        (_partsAbove, _partsHere) = (_partsHere, _partsAbove);
        _partsHere.Clear();
        _rowEnds.Add(_runs.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int AddRun(int part, int start, int end, ReadOnlySpan<float> row)
    {
        PixelCorner first = new(left + start, top + _rowEnds.Count);
        PolygonStatistics statistics = withScores
            ? ScoreSums.Of(row[start..end], first)
            : PolygonStatistics.None with { Pixels = end - start, FirstPixel = first };
        if (part < 0)
        {
            part = _parts.Count;
            _parts.Add(new Part { Parent = part, FirstRun = _runs.Count, Statistics = statistics });
        }
        else
        {
            ref Part joined = ref At(part);
            joined.Statistics += statistics;
        }

        _runs.Add((start, end));
        return part;
    }

    /// <summary>Number of connected parts.</summary>
    public int PartCount => _parts.Where(static (part, i) => part.Parent == i).Count();

    /// <summary>Number of runs.</summary>
    public int RunCount => _runs.Count;

    /// <summary>Writes the rows: per row the number of runs, per run its distance from the one before and its length, with the statistics where a part begins.</summary>
    public void WriteTo(IBufferWriter<byte> buffer)
    {
        FragmentWriter writer = new(buffer);
        int next = NextRoot(0);
        int run = 0;
        foreach (int rowEnd in _rowEnds)
        {
            writer.WriteUnsigned((ulong)(rowEnd - run));
            int at = 0;
            for (; run < rowEnd; run++)
            {
                (int start, int end) = _runs[run];
                bool begins = next < _parts.Count && _parts[next].FirstRun == run;
                writer.WriteUnsigned((ulong)(start - at));
                writer.WriteUnsigned(((ulong)(end - start) << 1) | (begins ? 1UL : 0));
                at = end;
                if (begins)
                {
                    writer.WriteStatistics(_parts[next].Statistics);
                    next = NextRoot(next + 1);
                }
            }
        }
    }

    private int NextRoot(int part)
    {
        while (part < _parts.Count && _parts[part].Parent != part)
        {
            part++;
        }

        return part;
    }

    private ref Part At(int part) => ref CollectionsMarshal.AsSpan(_parts)[part];

    private int Find(int part)
    {
        while (At(part).Parent != part)
        {
            part = At(part).Parent = At(At(part).Parent).Parent;
        }

        return part;
    }

    /// <summary>Parts are numbered in the order of their first runs: the lower number stays.</summary>
    private int Unite(int a, int b)
    {
        (int kept, int joined) = a < b ? (a, b) : (b, a);
        if (kept != joined)
        {
            ref Part root = ref At(kept);
            root.Statistics += At(joined).Statistics;
            At(joined).Parent = kept;
        }

        return kept;
    }

    private struct Part
    {
        public int Parent;
        public int FirstRun;
        public PolygonStatistics Statistics;
    }
}
