using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;
using NetTopologySuite.Operation.Valid;
using NetTopologySuite.Precision;

namespace RasterFlow.Vectors;

/// <summary>What <see cref="PolygonProcessing"/> does to geometries in EPSG:4326: make valid, clip, reduce precision, subdivide. Safe for concurrent use.</summary>
/// <param name="options">What to do.</param>
/// <param name="clip">The area to clip to, EPSG:4326; null does not clip.</param>
internal sealed class GeometryProcessor(PolygonProcessing options, Geometry? clip) : IDisposable
{
    private readonly ThreadLocal<IPreparedGeometry?> _clip = new(() => clip is null ? null : PreparedGeometryFactory.Prepare(clip));

    /// <summary>What comes of a geometry: nothing, itself, or its pieces. Its dimension stays: points and lines at which a polygon touches the area are left out.</summary>
    public IReadOnlyList<Geometry> Finish(Geometry geometry)
    {
        Geometry result = options.MakeValid ? MakeValid(geometry) : geometry;
        result = ClipToArea(result);
        if (options.PrecisionDecimals is { } decimals && !result.IsEmpty)
        {
            result = Keep(Reduce(result, decimals), geometry.Dimension);
        }

        if (result.IsEmpty)
        {
            return [];
        }

        List<Geometry> pieces = [];
        if (options.MaxVertices is { } most)
        {
            Subdivider.Cut(result, most, pieces);
        }
        else
        {
            pieces.Add(result);
        }

        return pieces;
    }

    /// <inheritdoc/>
    public void Dispose() => _clip.Dispose();

    private static Geometry MakeValid(Geometry geometry) =>
        new IsValidOp(geometry).IsValid ? geometry : Keep(GeometryFixer.Fix(geometry), geometry.Dimension);

    private Geometry ClipToArea(Geometry geometry)
    {
        if (_clip.Value is not { } area || area.Covers(geometry))
        {
            return geometry;
        }

        return area.Intersects(geometry)
            ? Keep(OverlayNGRobust.Overlay(geometry, area.Geometry, SpatialFunction.Intersection), geometry.Dimension)
            : geometry.Factory.CreateEmpty(geometry.Dimension);
    }

    /// <summary>Rounds every position; only where that breaks the geometry it is cut along the rounded edges.</summary>
    private static Geometry Reduce(Geometry geometry, int decimals)
    {
        Geometry rounded = geometry.Copy();
        rounded.Apply(new Round(decimals));
        rounded.GeometryChanged();
        return rounded.Dimension != Dimension.Surface || new IsValidOp(rounded).IsValid
            ? rounded
            : GeometryPrecisionReducer.Reduce(geometry, new PrecisionModel(Math.Pow(10, decimals)));
    }

    /// <summary>Only the parts of one dimension.</summary>
    public static Geometry Keep(Geometry geometry, Dimension dimension)
    {
        if (geometry is not GeometryCollection || geometry is MultiPolygon or MultiLineString)
        {
            return geometry.Dimension == dimension ? geometry : geometry.Factory.CreateEmpty(dimension);
        }

        return geometry.Factory.BuildGeometry([.. Enumerable.Range(0, geometry.NumGeometries).Select(geometry.GetGeometryN).Where(part => part.Dimension == dimension)]);
    }

    private sealed class Round(int decimals) : IEntireCoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq)
        {
            for (int i = 0; i < seq.Count; i++)
            {
                seq.SetX(i, Math.Round(seq.GetX(i), decimals));
                seq.SetY(i, Math.Round(seq.GetY(i), decimals));
            }
        }
    }
}
