using RasterFlow.Vectors;

namespace RasterFlow.Tiles;

/// <summary>Attributes that only the deepest zooms carry (<see cref="TileOptions.DetailZooms"/>).</summary>
/// <param name="Perimeter">Metres of all rings of a polygon; null where nobody measured.</param>
/// <param name="ScoreMin">Least score in thousandths; null for none.</param>
/// <param name="ScoreMax">Greatest score in thousandths; null for none.</param>
/// <param name="ScoreStd">Standard deviation of the scores in thousandths; null for none.</param>
internal readonly record struct PieceDetail(long? Perimeter, long? ScoreMin, long? ScoreMax, long? ScoreStd)
{
    public static PieceDetail Of(VectorFeature feature) => new(
        PieceAttributes.Whole(feature.PerimeterM > 0 ? feature.PerimeterM : null),
        PieceAttributes.Whole(feature.ScoreMin * PieceAttributes.ScoreUnit),
        PieceAttributes.Whole(feature.ScoreMax * PieceAttributes.ScoreUnit),
        PieceAttributes.Whole(feature.ScoreStd * PieceAttributes.ScoreUnit));

    public void Write(ByteBuffer output)
    {
        output.WriteOptional(Perimeter);
        output.WriteOptional(ScoreMin);
        output.WriteOptional(ScoreMax);
        output.WriteOptional(ScoreStd);
    }

    public static PieceDetail Read(ref ByteCursor cursor) =>
        new(cursor.ReadOptional(), cursor.ReadOptional(), cursor.ReadOptional(), cursor.ReadOptional());
}
