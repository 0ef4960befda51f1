namespace RasterFlow.Tiles;

/// <summary>What a feature gives to the accounts of <see cref="TinyLedger"/>.</summary>
/// <param name="Kind">Polygon: amounts are areas. Lines: amounts are lengths.</param>
/// <param name="Layer">Index of the layer.</param>
/// <param name="Day">Day number of its time step.</param>
/// <param name="Centre">Middle of its box on the web-Mercator square.</param>
/// <param name="Amount">Area or length on the web-Mercator square.</param>
/// <param name="FirstDrawn">The first zoom at which it is drawn by itself.</param>
/// <param name="Losses">Index of what drawing at that zoom lost, square tile units; those of the zooms above follow.</param>
/// <param name="Attributes">First byte of its attributes.</param>
/// <param name="AttributesLength">Bytes of its attributes.</param>
internal readonly record struct TinyShare(
    ShapeKind Kind, int Layer, int Day, GridPoint Centre, double Amount, int FirstDrawn, int Losses, int Attributes, int AttributesLength);
