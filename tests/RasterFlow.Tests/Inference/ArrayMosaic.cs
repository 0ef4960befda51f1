using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Inference;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Inference;

/// <summary>A mosaic in memory, with a count of its reads.</summary>
internal sealed class ArrayMosaic : IMosaicReader
{
    private readonly ushort[]? _integers;
    private readonly float[]? _floats;
    private int _reads;

    public ArrayMosaic(RasterStoreLayout layout, Func<int, int, int, int, double> sample)
    {
        Layout = layout;
        double[] samples = [.. from time in Enumerable.Range(0, layout.Times.Count)
                               from band in Enumerable.Range(0, layout.Bands.Count)
                               from y in Enumerable.Range(0, layout.Grid.Height)
                               from x in Enumerable.Range(0, layout.Grid.Width)
                               select sample(time, band, y, x)];
        _integers = layout.SampleType == RasterSampleType.UInt16 ? [.. samples.Select(v => (ushort)v)] : null;
        _floats = layout.SampleType == RasterSampleType.Float32 ? [.. samples.Select(v => (float)v)] : null;
    }

    public RasterStoreLayout Layout { get; }

    public int Reads => _reads;

    public static RasterStoreLayout LayoutOf(int width, int height, int times, int bands, RasterSampleType type = RasterSampleType.UInt16) => new()
    {
        Grid = new RasterGrid(Crs.FromEpsg(32614), 300000, 4200000, 10, width, height),
        Times = [.. Enumerable.Range(0, times).Select(i => new DateOnly(2023 + i, 1, 1))],
        TimeDeltaDays = [.. Enumerable.Repeat(365, times)],
        Bands = [.. Enumerable.Range(0, bands).Select(i => $"B{i}")],
        SampleType = type,
        BlockSize = 256,
    };

    /// <summary>A sample, the no-data value outside.</summary>
    public double At(int time, int band, int y, int x)
    {
        if (x < 0 || y < 0 || x >= Layout.Grid.Width || y >= Layout.Grid.Height)
        {
            return _integers is null ? double.NaN : 0;
        }

        int at = ((((time * Layout.Bands.Count) + band) * Layout.Grid.Height) + y) * Layout.Grid.Width + x;
        return _integers is null ? _floats![at] : _integers[at];
    }

    public Task ReadAsync<T>(int time, int band, PixelWindow window, Memory<T> destination, CancellationToken cancellationToken)
        where T : unmanaged
    {
        Interlocked.Increment(ref _reads);
        destination.Length.ShouldBe(window.Area);
        Span<T> target = destination.Span;
        for (int i = 0; i < target.Length; i++)
        {
            double value = At(time, band, window.Y + (i / window.Width), window.X + (i % window.Width));
            target[i] = typeof(T) == typeof(ushort) ? (T)(object)(ushort)value : (T)(object)(float)value;
        }

        return Task.CompletedTask;
    }
}
