using System.Collections.Concurrent;
using NetTopologySuite.Geometries;

namespace RasterFlow.Samples.Ground;

/// <summary>
/// The simulated country, without end: sections of a square mile, along lines that lean a little against the UTM grid, as they do in
/// south-west Kansas. Safe for concurrent use.
/// </summary>
internal sealed class Landscape
{
    /// <summary>Easting of the anchor in EPSG:32614, near the middle of Haskell County, Kansas.</summary>
    public const double AnchorX = 334_980;

    /// <summary>Northing of the anchor in EPSG:32614.</summary>
    public const double AnchorY = 4_158_720;

    private const double PixelSize = 10;
    private const double RiverBreadth = 5;

    // Section lines follow true north; UTM's north leans from it by (lon + 99) sin(lat) = 1.14 degrees here.
    private const double Sine = 0.0199;
    private static readonly double Cosine = Math.Sqrt(1 - (Sine * Sine));
    private readonly ConcurrentDictionary<(int Column, int Row), Section> _sections = new();
    private readonly Creek _creek;
    private readonly ISectionPlanner _planner;
    private readonly ValueNoise _streets;
    private readonly Cover _banks;

    /// <summary>The country that a seed gives.</summary>
    public Landscape(int seed, FieldPattern pattern)
    {
        Seed = Hash.Of(unchecked((uint)seed), 1);
        Pattern = pattern;
        _creek = new Creek(Seed, pattern == FieldPattern.Strips ? RiverBreadth : 1);
        _planner = pattern == FieldPattern.Strips ? new StripPlanner(Seed, _creek) : new SectionPlanner(Seed, _creek);
        _banks = pattern == FieldPattern.Strips ? Cover.Forest : Cover.Trees;
        _streets = new ValueNoise(Hash.Of(Seed, 31), 35);
    }

    /// <summary>The seed of everything that belongs to the ground.</summary>
    public uint Seed { get; }

    /// <summary>How the country is farmed.</summary>
    public FieldPattern Pattern { get; }

    /// <summary>What a pixel of 10 m shows around a position (EPSG:32614).</summary>
    public GroundSample Sample(double x, double y)
    {
        (double u, double v) = ToSections(x, y);
        Section section = SectionAt((int)Math.Floor(u / Section.Side), (int)Math.Floor(v / Section.Side));
        double sx = u - (section.Column * Section.Side);
        double sy = v - (section.Row * Section.Side);
        (Parcel? parcel, double depth) = section.Nearest(sx, sy);
        float share = (float)Math.Clamp(0.5 + (depth / PixelSize), 0, 1);
        return share >= 1 ? new(parcel, 1, section.Cover) : new(share > 0 ? parcel : null, share, CoverAt(section, sx, sy, u, v));
    }

    /// <summary>True fields that touch a box (EPSG:32614), in order of section, with their outlines in EPSG:32614.</summary>
    public IEnumerable<(Parcel Parcel, Polygon Outline)> FieldsIn(Envelope box)
    {
        Geometry area = NetTopologySuite.Geometries.GeometryFactory.Default.ToGeometry(box);
        (double cu, double cv) = ToSections(box.Centre.X, box.Centre.Y);
        double reach = ((box.Width + box.Height) / 2) + Section.Side;
        for (int row = (int)Math.Floor((cv - reach) / Section.Side); row <= (int)Math.Floor((cv + reach) / Section.Side); row++)
        {
            for (int column = (int)Math.Floor((cu - reach) / Section.Side); column <= (int)Math.Floor((cu + reach) / Section.Side); column++)
            {
                Section section = SectionAt(column, row);
                foreach (Parcel parcel in section.Quarters.SelectMany(static q => q).Distinct())
                {
                    Polygon outline = Outline(section, parcel);
                    if (outline.EnvelopeInternal.Intersects(box) && outline.Intersects(area))
                    {
                        yield return (parcel, outline);
                    }
                }
            }
        }
    }

    private static (double U, double V) ToSections(double x, double y)
    {
        double dx = x - AnchorX;
        double dy = y - AnchorY;
        return ((dx * Cosine) + (dy * Sine), (dy * Cosine) - (dx * Sine));
    }

    private static Polygon Outline(Section section, Parcel parcel)
    {
        Coordinate[] ring = [.. parcel.Outline().Select(c =>
        {
            double u = (section.Column * Section.Side) + c.X;
            double v = (section.Row * Section.Side) + c.Y;
            return new Coordinate(AnchorX + (u * Cosine) - (v * Sine), AnchorY + (v * Cosine) + (u * Sine));
        })];
        return NetTopologySuite.Geometries.GeometryFactory.Default.CreatePolygon(ring);
    }

    private Section SectionAt(int column, int row) =>
        _sections.TryGetValue((column, row), out Section? known) ? known : _sections.GetOrAdd((column, row), key => _planner.Plan(key.Column, key.Row));

    private Cover CoverAt(Section section, double sx, double sy, double u, double v)
    {
        double fromLine = Math.Min(Math.Min(sx, Section.Side - sx), Math.Min(sy, Section.Side - sy));
        if (fromLine < Section.RoadHalfWidth)
        {
            return Cover.Road;
        }

        double fromCreek = Math.Abs(_creek.Distance(u, v));
        if (fromCreek < _creek.FreeHalfWidth)
        {
            return fromCreek < _creek.WaterHalfWidth ? Cover.Water : fromCreek < _creek.TreesHalfWidth ? _banks : Cover.Grass;
        }

        foreach (Yard yard in section.Yards)
        {
            if (yard.Contains(sx, sy))
            {
                return _streets.At(u, v) > 0.62 ? Cover.Trees : Cover.Built;
            }
        }

        foreach (CoverPatch patch in section.Patches)
        {
            if (patch.Outline.Depth(sx, sy) >= 0)
            {
                return patch.Cover == Cover.Built && _streets.At(u, v) > 0.55 ? Cover.Trees : patch.Cover;
            }
        }

        // A quarter without a field is grazed.
        return section.Cover switch
        {
            Cover.Built => Cover.Road,
            Cover.Grass when Pattern == FieldPattern.Pivots && section.Quarters[(sx >= Section.Half ? 1 : 0) + (sy >= Section.Half ? 2 : 0)].Length == 0 => Cover.Range,
            _ => section.Cover,
        };
    }
}
