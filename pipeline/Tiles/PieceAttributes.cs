using RasterFlow.Vectors;

namespace RasterFlow.Tiles;

/// <summary>What a tile says of a feature beside its shape. Whole numbers, which keep tiles small: tables keep the exact ones.</summary>
/// <param name="Layer">Index of the layer.</param>
/// <param name="Label">Index of the label.</param>
/// <param name="Kind">What its geometry is.</param>
/// <param name="Id">The feature's id.</param>
/// <param name="Day">Day number of the time step (<see cref="DateOnly.DayNumber"/>).</param>
/// <param name="Score">Mean score in thousandths; null for none.</param>
/// <param name="Pixels">Pixels under the feature.</param>
/// <param name="Size">Square metres of a polygon, metres of a line; null where nobody measured.</param>
/// <param name="Detail">What only the deepest zooms say; null elsewhere.</param>
internal readonly record struct PieceAttributes(
    int Layer, int Label, ShapeKind Kind, ulong Id, int Day, long? Score, long Pixels, long? Size, PieceDetail? Detail)
{
    /// <summary>Parts of a whole score that are told apart.</summary>
    public const double ScoreUnit = 1000;

    /// <summary>The attributes of a feature, with their detail.</summary>
    public static PieceAttributes Of(VectorFeature feature, int layer, int label, ShapeKind kind) => new(
        layer,
        label,
        kind,
        (ulong)feature.Id,
        feature.Time.DayNumber,
        Whole(feature.ScoreMean * ScoreUnit),
        feature.Pixels,
        Whole(feature.LengthM ?? (feature.AreaM2 > 0 ? feature.AreaM2 : null)),
        PieceDetail.Of(feature));

    /// <summary>Rounds; null for what is no number.</summary>
    public static long? Whole(double? value) => value is { } number && double.IsFinite(number) ? (long)Math.Round(number) : null;

    public void Write(ByteBuffer output)
    {
        output.WriteVarint((ulong)Layer);
        output.WriteVarint((ulong)Label);
        output.WriteByte((byte)Kind);
        output.WriteVarint(Id);
        output.WriteVarint((ulong)Day);
        output.WriteOptional(Score);
        output.WriteZigZag(Pixels);
        output.WriteOptional(Size);
        output.WriteByte(Detail is null ? (byte)0 : (byte)1);
        Detail?.Write(output);
    }

    /// <summary>Reads attributes; the cursor then stands at the geometry.</summary>
    public static PieceAttributes Read(ref ByteCursor cursor)
    {
        int layer = (int)cursor.ReadVarint();
        int label = (int)cursor.ReadVarint();
        ShapeKind kind = (ShapeKind)cursor.ReadVarint();
        ulong id = cursor.ReadVarint();
        int day = (int)cursor.ReadVarint();
        long? score = cursor.ReadOptional();
        long pixels = cursor.ReadZigZag();
        long? size = cursor.ReadOptional();
        PieceDetail? detail = cursor.ReadVarint() == 0 ? null : PieceDetail.Read(ref cursor);
        return new PieceAttributes(layer, label, kind, id, day, score, pixels, size, detail);
    }
}
