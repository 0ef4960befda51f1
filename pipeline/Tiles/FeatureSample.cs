using System.Runtime.CompilerServices;
using NetTopologySuite.Geometries;
using RasterFlow.Vectors;

namespace RasterFlow.Tiles;

/// <summary>The first features, looked at to choose the highest zoom when nobody says it, and then handed out again with the rest.</summary>
internal sealed class FeatureSample : IAsyncDisposable
{
    private const int MostFeatures = 2048;

    private readonly List<VectorFeature> _first = [];
    private readonly IAsyncEnumerator<VectorFeature> _rest;

    private FeatureSample(IAsyncEnumerator<VectorFeature> rest) => _rest = rest;

    /// <summary>The highest zoom.</summary>
    public int MaxZoom { get; private set; }

    public static async Task<FeatureSample> TakeAsync(IAsyncEnumerable<VectorFeature> features, TileOptions options, CancellationToken cancellationToken)
    {
        FeatureSample sample = new(features.GetAsyncEnumerator(cancellationToken));
        try
        {
            if (options is { MaxZoom: null, PixelSizeMetres: null })
            {
                while (sample._first.Count < MostFeatures && await sample._rest.MoveNextAsync())
                {
                    sample._first.Add(sample._rest.Current);
                }
            }

            sample.MaxZoom = options.ResolveMaxZoom(DetailMetres(sample._first));
            return sample;
        }
        catch
        {
            await sample.DisposeAsync();
            throw;
        }
    }

    public async IAsyncEnumerable<VectorFeature> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (VectorFeature feature in _first)
        {
            yield return feature;
        }

        _first.Clear();
        while (await _rest.MoveNextAsync())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return _rest.Current;
        }
    }

    public ValueTask DisposeAsync() => _rest.DisposeAsync();

    /// <summary>The side that a tenth of all edges stay below, metres at the equator: the detail of the data. Null without edges.</summary>
    private static double? DetailMetres(List<VectorFeature> features)
    {
        const double metresPerDegree = 111_319.49079327358;
        List<double> sides = [];
        foreach (VectorFeature feature in features)
        {
            Coordinate[] corners = feature.Geometry.Coordinates;
            for (int i = 1; i < corners.Length; i++)
            {
                double side = corners[i].Distance(corners[i - 1]) * metresPerDegree;
                if (side > 0 && feature.Geometry.Dimension > Dimension.Point)
                {
                    sides.Add(side);
                }
            }
        }

        sides.Sort();
        return sides.Count == 0 ? null : sides[sides.Count / 10];
    }
}
