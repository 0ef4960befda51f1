using System.Globalization;
using System.Text.Json.Nodes;

namespace RasterFlow.Zarr.Histograms;

/// <summary>The group attribute <c>histograms</c> (docs/STORES.md): per time step and band what a viewer needs to stretch its colours.</summary>
internal static class HistogramAttribute
{
    public const string Name = "histograms";

    /// <summary>Bars from the least to the greatest value.</summary>
    private const int Bars = 64;

    private static readonly double[] Percents = [0, 1, 2, 5, 10, 25, 50, 75, 90, 95, 98, 99, 100];

    /// <summary>The attribute's value.</summary>
    /// <param name="layout">The store.</param>
    /// <param name="counts">[time][band].</param>
    public static JsonObject Of(RasterStoreLayout layout, IReadOnlyList<BandCounts[]> counts) => new()
    {
        ["version"] = 1,
        ["percents"] = new JsonArray([.. Percents.Select(percent => JsonValue.Create(percent))]),
        ["steps"] = new JsonArray([.. counts.Select((step, time) => new JsonObject
        {
            ["time"] = layout.Times[time].ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["bands"] = new JsonArray([.. step.Select((band, index) => Describe(layout, index, band))]),
        })]),
    };

    private static JsonObject Describe(RasterStoreLayout layout, int index, BandCounts band)
    {
        long valid = band.Bins.Sum();
        JsonObject described = new()
        {
            ["band"] = layout.Bands[index],
            ["valid"] = valid,
            ["missing"] = ((long)layout.Grid.Width * layout.Grid.Height) - valid,
        };
        if (valid > 0)
        {
            described["min"] = band.Least;
            described["max"] = band.Greatest;
            described["counts"] = new JsonArray([.. BarsOf(layout.SampleType, band).Select(count => JsonValue.Create(count))]);
            described["percentiles"] = new JsonArray([.. Percentiles(layout.SampleType, band, valid).Select(value => JsonValue.Create(value))]);
        }

        return described;
    }

    private static long[] BarsOf(RasterSampleType type, BandCounts band)
    {
        long[] bars = new long[Bars];
        double width = ((double)band.Greatest - band.Least) / Bars;
        for (int bin = 0; bin < band.Bins.Length; bin++)
        {
            if (band.Bins[bin] > 0)
            {
                double value = ValueOf(type, bin, band);
                bars[width > 0 ? Math.Clamp((int)((value - band.Least) / width), 0, Bars - 1) : 0] += band.Bins[bin];
            }
        }

        return bars;
    }

    /// <summary>Nearest rank: the least value that at least so many per cent of the values do not exceed.</summary>
    private static float[] Percentiles(RasterSampleType type, BandCounts band, long valid)
    {
        float[] values = new float[Percents.Length];
        long below = 0;
        int next = 0;
        for (int bin = 0; bin < band.Bins.Length && next < values.Length; bin++)
        {
            below += band.Bins[bin];
            while (next < values.Length && below > 0 && below >= Math.Max(1, Math.Ceiling(valid * (Percents[next] / 100))))
            {
                values[next++] = ValueOf(type, bin, band);
            }
        }

        values[^1] = band.Greatest;
        return values;
    }

    private static float ValueOf(RasterSampleType type, int bin, BandCounts band) => Math.Clamp(HistogramBins.ValueOf(type, bin), band.Least, band.Greatest);
}
