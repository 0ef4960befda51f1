using NetTopologySuite.Geometries;

namespace RasterFlow.Tiles;

/// <summary>What all features together come to.</summary>
internal sealed class CutSummary
{
    /// <summary>Area in square tile units from which on a zoom's total can be drawn to a few per cent, on a grid of half units.</summary>
    private const double LeastArea = 8;

    /// <summary>Length in tile units from which on a zoom shows a line: half a screen pixel.</summary>
    private const double LeastLength = 4;

    private bool _hasPoints;
    private double _area;
    private double _length;

    /// <summary>The box around all features, EPSG:4326.</summary>
    public Envelope Bounds { get; } = new();

    public void Add(CutBatch batch)
    {
        Bounds.ExpandToInclude(batch.Bounds);
        _hasPoints |= batch.HasPoints;
    }

    public void Add(TinyLedger ledger) => (_area, _length) = (ledger.Area, ledger.Length);

    /// <summary>The lowest zoom at which there is something to see.</summary>
    public int MinZoom(ZoomScale zooms)
    {
        if (_hasPoints || (_area == 0 && _length == 0))
        {
            return zooms.Min;
        }

        int byArea = _area > 0 ? zooms.FirstAbove(_area, ShapeKind.Polygon, LeastArea) : zooms.Max;
        int byLength = _length > 0 ? zooms.FirstAbove(_length, ShapeKind.Lines, LeastLength) : zooms.Max;
        return Math.Min(Math.Min(byArea, byLength), zooms.Max);
    }
}
