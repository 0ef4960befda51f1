namespace RasterFlow.Tiles;

/// <summary>What a tile says of a feature beside its shape.</summary>
/// <param name="Layer">Index of the layer.</param>
/// <param name="Label">Index of the label.</param>
/// <param name="Kind">What its geometry is.</param>
/// <param name="Id">The feature's id.</param>
/// <param name="Day">Day number of the time step (<see cref="DateOnly.DayNumber"/>).</param>
/// <param name="Score">Mean score in thousandths; null for none. Few values repeat often, which keeps tiles small: tables keep the whole number.</param>
/// <param name="Pixels">Pixels under the feature.</param>
internal readonly record struct PieceAttributes(int Layer, int Label, ShapeKind Kind, ulong Id, int Day, long? Score, long Pixels)
{
    /// <summary>Parts of a whole score that are told apart.</summary>
    public const double ScoreUnit = 1000;

    public void Write(ByteBuffer output)
    {
        output.WriteVarint((ulong)Layer);
        output.WriteVarint((ulong)Label);
        output.WriteByte((byte)Kind);
        output.WriteVarint(Id);
        output.WriteVarint((ulong)Day);
        output.WriteByte(Score is null ? (byte)0 : (byte)1);
        if (Score is { } score)
        {
            output.WriteZigZag(score);
        }

        output.WriteZigZag(Pixels);
    }

    /// <summary>Reads attributes; the cursor then stands at the geometry.</summary>
    public static PieceAttributes Read(ref ByteCursor cursor)
    {
        int layer = (int)cursor.ReadVarint();
        int label = (int)cursor.ReadVarint();
        ShapeKind kind = (ShapeKind)cursor.ReadVarint();
        ulong id = cursor.ReadVarint();
        int day = (int)cursor.ReadVarint();
        long? score = cursor.ReadVarint() == 0 ? null : cursor.ReadZigZag();
        return new PieceAttributes(layer, label, kind, id, day, score, cursor.ReadZigZag());
    }
}
