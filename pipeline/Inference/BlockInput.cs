using System.Numerics;
using System.Runtime.InteropServices;
using RasterFlow.Imagery;
using RasterFlow.Zarr;

namespace RasterFlow.Inference;

/// <summary>
/// What one block of a prediction is computed from: the mosaic's planes with their halo, in rented memory that is given back on disposal.
/// </summary>
public sealed class BlockInput : IDisposable
{
    private readonly RentedBuffer<float>[] _planes;
    private readonly RentedBuffer<float> _noData;

    internal BlockInput(BlockIndex block, PixelWindow window, PixelWindow inputWindow, int planeCount)
    {
        (Block, Window, InputWindow) = (block, window, inputWindow);
        _planes = new RentedBuffer<float>[planeCount];
        for (int i = 0; i < planeCount; i++)
        {
            _planes[i] = new RentedBuffer<float>(inputWindow.Area);
        }

        _noData = new RentedBuffer<float>(window.Area);
    }

    /// <summary>The block of the prediction store.</summary>
    public BlockIndex Block { get; }

    /// <summary>The block's pixels.</summary>
    public PixelWindow Window { get; }

    /// <summary>The pixels that were read: the block and its halo, which may reach outside the mosaic.</summary>
    public PixelWindow InputWindow { get; }

    /// <summary>0 where the mosaic has every value of every channel, NaN where it has not; [y, x] of <see cref="Window"/>.</summary>
    internal ReadOnlySpan<float> NoData => _noData.Span;

    internal int PlaneCount => _planes.Length;

    /// <summary>A plane, [y, x] of <see cref="InputWindow"/>; 0 where the mosaic has no data.</summary>
    internal ReadOnlySpan<float> Plane(int plane) => _planes[plane].Span;

    /// <summary>Rented memory for a plane as it is read.</summary>
    internal Memory<float> PlaneMemory(int plane) => _planes[plane].Memory;

    /// <summary>Ends reading: finds the pixels without data. NaN samples become 0, as a model would spread them to all neighbours.</summary>
    /// <param name="zeroIsNoData">True for integer mosaics; those of floats mark it by NaN.</param>
    internal void Complete(bool zeroIsNoData)
    {
        _noData.Span.Clear();
        foreach (RentedBuffer<float> plane in _planes)
        {
            MarkNoData(plane.Span, zeroIsNoData);
        }
    }

    /// <summary>Whether any pixel of a part of <see cref="Window"/> has data.</summary>
    internal bool HasData(PixelWindow part)
    {
        for (int y = part.Y; y < part.Bottom; y++)
        {
            ReadOnlySpan<float> row = _noData.Span.Slice(((y - Window.Y) * Window.Width) + part.X - Window.X, part.Width);
            if (MemoryMarshal.Cast<float, int>(row).Contains(0))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (RentedBuffer<float> plane in _planes)
        {
            plane.Dispose();
        }

        _noData.Dispose();
    }

    private void MarkNoData(Span<float> plane, bool zeroIsNoData)
    {
        for (int y = Window.Y; y < Window.Bottom; y++)
        {
            ReadOnlySpan<float> row = plane.Slice(((y - InputWindow.Y) * InputWindow.Width) + Window.X - InputWindow.X, Window.Width);
            Span<float> marks = _noData.Span.Slice((y - Window.Y) * Window.Width, Window.Width);
            MarkRow(row, zeroIsNoData, marks);
        }

        if (!zeroIsNoData)
        {
            ReplaceNaN(plane);
        }
    }

    private static void MarkRow(ReadOnlySpan<float> row, bool zeroIsNoData, Span<float> marks)
    {
        ReadOnlySpan<Vector<float>> values = MemoryMarshal.Cast<float, Vector<float>>(row);
        Span<Vector<float>> marked = MemoryMarshal.Cast<float, Vector<float>>(marks)[..values.Length];
        Vector<float> noData = new(float.NaN);
        for (int i = 0; i < values.Length; i++)
        {
            // NaN alone is not equal to itself.
            Vector<int> has = zeroIsNoData ? ~Vector.Equals(values[i], Vector<float>.Zero) : Vector.Equals(values[i], values[i]);
            marked[i] = Vector.ConditionalSelect(has, marked[i], noData);
        }

        for (int x = values.Length * Vector<float>.Count; x < row.Length; x++)
        {
            marks[x] = (zeroIsNoData ? row[x] != 0 : !float.IsNaN(row[x])) ? marks[x] : float.NaN;
        }
    }

    private static void ReplaceNaN(Span<float> values)
    {
        foreach (ref Vector<float> vector in MemoryMarshal.Cast<float, Vector<float>>(values))
        {
            vector = Vector.ConditionalSelect(Vector.Equals(vector, vector), vector, Vector<float>.Zero);
        }

        foreach (ref float value in values[(values.Length / Vector<float>.Count * Vector<float>.Count)..])
        {
            value = float.IsNaN(value) ? 0f : value;
        }
    }
}
