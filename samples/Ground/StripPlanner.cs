namespace RasterFlow.Samples.Ground;

/// <summary>Lays out sections of <see cref="FieldPattern.Strips"/>: blocks of any direction, each cut into strips, a wood or a village.</summary>
internal sealed class StripPlanner(uint seed, Creek creek) : ISectionPlanner
{
    private const double RoadMargin = 13;
    private const double TrackWidth = 7;
    private const double LargestBlock = 420_000;
    private const double SmallestBlock = 120_000;
    private const double SmallestField = 2_500;
    private readonly ValueNoise _woods = new(Hash.Of(seed, 61), 2300);

    /// <inheritdoc/>
    public Section Plan(int column, int row)
    {
        uint own = Hash.Of(Hash.Of(seed, 62), column, row);
        List<ConvexOutline> blocks = [];
        CutBlocks(ConvexOutline.Box(RoadMargin, RoadMargin, Section.Side - RoadMargin, Section.Side - RoadMargin), own, blocks);
        List<Parcel> fields = [];
        List<CoverPatch> patches = [];
        for (int i = 0; i < blocks.Count; i++)
        {
            ConvexOutline block = blocks[i];
            uint draw = Hash.Of(own, 100 + i);
            if (IsWet(block, column, row))
            {
                continue;
            }

            float kind = Hash.Unit(draw, 1);
            (double x, double y) = block.Middle;
            if (_woods.At(x + (column * Section.Side), y + (row * Section.Side)) > 0.64 || kind < 0.04)
            {
                patches.Add(new CoverPatch(block, Cover.Forest));
            }
            else if (kind < 0.09)
            {
                patches.Add(new CoverPatch(block, Cover.Built));
            }
            else
            {
                CutStrips(block, draw, fields);
            }
        }

        return new Section(column, row, Cover.Grass, ByQuarter(fields), []) { Patches = [.. patches] };
    }

    /// <summary>Cuts along a line across the longer way until a piece is small enough; a track is left between the halves.</summary>
    private static void CutBlocks(ConvexOutline piece, uint draw, List<ConvexOutline> blocks)
    {
        if (piece.Area < SmallestBlock + ((LargestBlock - SmallestBlock) * Hash.Unit(draw, 1)))
        {
            blocks.Add(piece);
            return;
        }

        bool isWide = piece.East - piece.West > piece.North - piece.South;
        double lean = 1.1 * (Hash.Unit(draw, 2) - 0.5);
        double length = Math.Sqrt(1 + (lean * lean));
        (double nx, double ny) = isWide ? (1 / length, lean / length) : (lean / length, 1 / length);
        (double least, double most) = piece.Extent(nx, ny);
        double cut = least + ((most - least) * (0.36 + (0.28 * Hash.Unit(draw, 3))));
        if (piece.Beyond(-nx, -ny, -(cut - (TrackWidth / 2))) is { } near)
        {
            CutBlocks(near, Hash.Of(draw, 4), blocks);
        }

        if (piece.Beyond(nx, ny, cut + (TrackWidth / 2)) is { } far)
        {
            CutBlocks(far, Hash.Of(draw, 5), blocks);
        }
    }

    /// <summary>Cuts a block into strips of its own usual width, some of them once more across.</summary>
    private static void CutStrips(ConvexOutline block, uint draw, List<Parcel> fields)
    {
        double lean = 0.9 * (Hash.Unit(draw, 2) - 0.5);
        double length = Math.Sqrt(1 + (lean * lean));
        (double nx, double ny) = (Hash.Of(draw, 3) & 1) == 0 ? (1 / length, lean / length) : (-lean / length, 1 / length);
        (double least, double most) = block.Extent(nx, ny);
        float slim = Hash.Unit(draw, 4);
        double usual = 45 + (230 * slim * slim);
        double margin = 6 * Hash.Unit(draw, 5);
        double from = least;
        for (int i = 0; from < most && i < 100; i++)
        {
            double to = from + (usual * (0.6 + (0.9 * Hash.Unit(draw, 20, i))));
            to = most - to < 0.5 * usual ? most : to;
            if (block.Beyond(nx, ny, from + (margin / 2))?.Beyond(-nx, -ny, -(to - (margin / 2))) is { } strip)
            {
                CutAcross(strip, (-ny, nx), margin, Hash.Of(draw, 21, i), fields);
            }

            from = to;
        }
    }

    private static void CutAcross(ConvexOutline strip, (double X, double Y) along, double margin, uint draw, List<Parcel> fields)
    {
        (double least, double most) = strip.Extent(along.X, along.Y);
        if (most - least < 220 || Hash.Unit(draw, 1) < 0.35)
        {
            AddField(strip, draw, fields);
            return;
        }

        double cut = least + ((most - least) * (0.3 + (0.4 * Hash.Unit(draw, 2))));
        AddField(strip.Beyond(-along.X, -along.Y, -(cut - (margin / 2))), Hash.Of(draw, 3), fields);
        AddField(strip.Beyond(along.X, along.Y, cut + (margin / 2)), Hash.Of(draw, 4), fields);
    }

    private static void AddField(ConvexOutline? outline, uint id, List<Parcel> fields)
    {
        if (outline is { Area: >= SmallestField })
        {
            fields.Add(new Parcel(id, ParcelShape.Polygon, outline.West, outline.South, outline.East, outline.North) { Convex = outline });
        }
    }

    private bool IsWet(ConvexOutline block, int column, int row) =>
        block.Corners.Append(block.Middle).Any(c => Math.Abs(creek.Distance(c.X + (column * Section.Side), c.Y + (row * Section.Side))) < creek.FreeHalfWidth);

    /// <summary>Fields by the quarters that see them: a pixel's width beyond a quarter's edge counts.</summary>
    private static Parcel[][] ByQuarter(List<Parcel> fields)
    {
        const double Near = 10;
        return
        [
            [.. fields.Where(static f => f.West < Section.Half + Near && f.South < Section.Half + Near)],
            [.. fields.Where(static f => f.East > Section.Half - Near && f.South < Section.Half + Near)],
            [.. fields.Where(static f => f.West < Section.Half + Near && f.North > Section.Half - Near)],
            [.. fields.Where(static f => f.East > Section.Half - Near && f.North > Section.Half - Near)],
        ];
    }
}
