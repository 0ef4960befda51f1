namespace RasterFlow.Mosaics;

/// <summary>A season's days of the year by distance from the equator and hemisphere.</summary>
public sealed record SeasonTable
{
    private SeasonTable(SeasonRow above45, SeasonRow above20, SeasonRow above5, SeasonRow tropics)
    {
        Rows = [above45, above20, above5, tropics];
    }

    /// <summary>When crops are planted (the planting windows of Fields of the World mosaics).</summary>
    public static SeasonTable Planting { get; } = new(
        new(45, new(91, 151), new(274, 334)),
        new(20, new(60, 120), new(244, 334)),
        new(5, new(121, 212), new(305, 365)),
        new(-1, new(60, 121), new(60, 121)));

    /// <summary>When crops are harvested (the harvest windows of Fields of the World mosaics).</summary>
    public static SeasonTable Harvest { get; } = new(
        new(45, new(244, 304), new(60, 151)),
        new(20, new(213, 304), new(32, 120)),
        new(5, new(274, 365), new(91, 181)),
        new(-1, new(182, 243), new(182, 243)));

    /// <summary>The same days everywhere.</summary>
    public static SeasonTable Everywhere(SeasonalWindow window) => new(
        new(45, window, window),
        new(20, window, window),
        new(5, window, window),
        new(-1, window, window));

    private IReadOnlyList<SeasonRow> Rows { get; }

    /// <summary>The window at a latitude in degrees, north positive.</summary>
    public SeasonalWindow WindowAt(double latitude)
    {
        double distance = Math.Abs(latitude);
        SeasonRow row = Rows.First(candidate => distance > candidate.Above);
        return latitude >= 0 ? row.North : row.South;
    }

    private sealed record SeasonRow(double Above, SeasonalWindow North, SeasonalWindow South);
}
