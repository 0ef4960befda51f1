namespace RasterFlow.Samples.Ground;

/// <summary>Lays out sections of <see cref="FieldPattern.Pivots"/>.</summary>
internal sealed class SectionPlanner(uint seed, Creek creek) : ISectionPlanner
{
    private const double RoadMargin = 22;
    private readonly ValueNoise _prairie = new(Hash.Of(seed, 21), 5200);

    /// <inheritdoc/>
    public Section Plan(int column, int row)
    {
        uint own = Hash.Of(Hash.Of(seed, 22), column, row);
        double west = column * Section.Side;
        double south = row * Section.Side;
        if ((column == 1 && row == 1) || Hash.Unit(own, 1) < 0.008)
        {
            return new Section(column, row, Cover.Built, Empty(), TownBlocks());
        }

        if (_prairie.At(west, south) > 0.72)
        {
            return new Section(column, row, Cover.Range, Empty(), []);
        }

        if (Hash.Unit(own, 2) < 0.07 && !creek.Touches(west, south, west + Section.Side, south + Section.Side))
        {
            Parcel[] whole = [Circle(Hash.Of(own, 3), Section.Half, Section.Half, Section.Half - RoadMargin)];
            return new Section(column, row, Cover.Grass, [whole, whole, whole, whole], Farmstead(own));
        }

        Parcel[][] quarters = [Quarter(own, west, south, 0), Quarter(own, west, south, 1), Quarter(own, west, south, 2), Quarter(own, west, south, 3)];
        bool roomInCorner = quarters[0].Length == 0 || quarters[0][0].Shape == ParcelShape.Circle;
        return new Section(column, row, Cover.Grass, quarters, roomInCorner ? Farmstead(own) : []);
    }

    private static Parcel[][] Empty() => [[], [], [], []];

    private static Parcel Circle(uint id, double x, double y, double radius) =>
        new(id, ParcelShape.Circle, x - radius, y - radius, x + radius, y + radius);

    /// <summary>A yard in the south-west corner, where a circle leaves room, on one section in three.</summary>
    private static Yard[] Farmstead(uint own) => Hash.Unit(own, 4) < 0.33
        ? [new Yard(20, 20, 80 + (50 * Hash.Unit(own, 5)), 80 + (40 * Hash.Unit(own, 6)))]
        : [];

    /// <summary>A town: blocks of 130 m between streets.</summary>
    private static Yard[] TownBlocks()
    {
        List<Yard> blocks = [];
        for (double y = 30; y + 130 < Section.Side - 30; y += 155)
        {
            for (double x = 30; x + 130 < Section.Side - 30; x += 155)
            {
                blocks.Add(new Yard(x, y, x + 130, y + 130));
            }
        }

        return [.. blocks];
    }

    private Parcel[] Quarter(uint own, double sectionWest, double sectionSouth, int quarter)
    {
        double x = (quarter & 1) * Section.Half;
        double y = (quarter >> 1) * Section.Half;
        if (creek.Touches(sectionWest + x, sectionSouth + y, sectionWest + x + Section.Half, sectionSouth + y + Section.Half))
        {
            return [];
        }

        uint seedOfQuarter = Hash.Of(own, 10, quarter);
        double centreX = x + (Section.Half / 2);
        double centreY = y + (Section.Half / 2);
        double radius = (Section.Half / 2) - 12 - (14 * Hash.Unit(seedOfQuarter, 1));
        float kind = Hash.Unit(seedOfQuarter, 2);
        if (kind < 0.52)
        {
            return [Circle(Hash.Of(seedOfQuarter, 3), centreX, centreY, radius)];
        }

        if (kind < 0.60)
        {
            int facing = (int)(Hash.Of(seedOfQuarter, 4) % 4);
            return [Circle(Hash.Of(seedOfQuarter, 3), centreX, centreY, radius) with { Shape = ParcelShape.HalfCircle, Facing = facing }];
        }

        // The rest of the quarters are grazed.
        return kind < 0.94 ? Rectangles(seedOfQuarter, x, y) : [];
    }

    /// <summary>A quarter cut into one to four fields with a strip of grass between them.</summary>
    private static Parcel[] Rectangles(uint own, double x, double y)
    {
        // Quarters keep clear of the road on their outer edges and of the neighbouring quarter on their inner ones.
        double west = x + (x > 0 ? 7 : RoadMargin);
        double south = y + (y > 0 ? 7 : RoadMargin);
        double east = x + Section.Half - (x > 0 ? RoadMargin : 7);
        double north = y + Section.Half - (y > 0 ? RoadMargin : 7);
        double strip = 8 + (8 * Hash.Unit(own, 5));
        int columns = Hash.Unit(own, 6) < 0.5 ? 1 : 2;
        int rows = Hash.Unit(own, 7) < 0.5 ? 1 : 2;
        double cutX = west + ((east - west) * (0.35 + (0.3 * Hash.Unit(own, 8))));
        double cutY = south + ((north - south) * (0.35 + (0.3 * Hash.Unit(own, 9))));
        List<Parcel> parcels = [];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                parcels.Add(new Parcel(
                    Hash.Of(own, 20 + column, row),
                    ParcelShape.Rectangle,
                    column == 0 ? west : cutX + strip,
                    row == 0 ? south : cutY + strip,
                    column == columns - 1 ? east : cutX,
                    row == rows - 1 ? north : cutY));
            }
        }

        return [.. parcels];
    }
}
