namespace RasterFlow.Tiles;

/// <summary>A piece of a tile that is too large, taken apart again.</summary>
/// <param name="Attributes">Its attributes.</param>
/// <param name="Geometry">Its geometry commands.</param>
/// <param name="Shape">Its shape, in units from the tile's corner.</param>
/// <param name="Box">The box around it.</param>
/// <param name="Size">Area of a polygon, or the square of a line's longer side: what is compared with the smallest area to be drawn.</param>
internal sealed record CrowdedPiece(PieceAttributes Attributes, byte[] Geometry, Shape Shape, GridBox Box, double Size)
{
    /// <summary>Whether a neighbouring tile shows none of it.</summary>
    public bool IsInside => Box.MinX > 0 && Box.MinY > 0 && Box.MaxX < TileOptions.Extent && Box.MaxY < TileOptions.Extent;

    /// <summary>Whether it lies in the buffer alone, where only outlines are drawn from.</summary>
    public bool IsUnseen => Box.MaxX <= 0 || Box.MaxY <= 0 || Box.MinX >= TileOptions.Extent || Box.MinY >= TileOptions.Extent;

    public static List<CrowdedPiece> ReadAll(ReadOnlySpan<byte> pieces)
    {
        List<CrowdedPiece> result = [];
        ByteCursor cursor = new(pieces);
        while (!cursor.AtEnd)
        {
            ByteCursor piece = new(cursor.Read(cursor.ReadInt32()));
            PieceAttributes attributes = PieceAttributes.Read(ref piece) with { Detail = null };
            byte[] geometry = piece.Rest.ToArray();
            Shape shape = ReadShape(attributes.Kind, geometry);
            GridBox box = shape.Box();
            double size = attributes.Kind == ShapeKind.Polygon ? shape.NetArea : Math.Pow(Math.Max(box.Width, box.Height), 2);
            result.Add(new CrowdedPiece(attributes, geometry, shape, box, size));
        }

        return result;
    }

    /// <summary>Reads geometry commands (Mapbox Vector Tile 2.1, section 4.3.1) as <see cref="GeometryWriter"/> writes them.</summary>
    private static Shape ReadShape(ShapeKind kind, ReadOnlySpan<byte> commands)
    {
        const int moveTo = 1;
        const int closePath = 7;
        Shape shape = new();
        shape.Clear(kind);
        ByteCursor cursor = new(commands);
        (long x, long y) = (0, 0);
        while (!cursor.AtEnd)
        {
            ulong command = cursor.ReadVarint();
            if ((command & 7) == moveTo)
            {
                // A line's part has no end of its own.
                shape.EndPart();
            }

            for (ulong i = 0; (command & 7) != closePath && i < command >> 3; i++)
            {
                x += cursor.ReadZigZag();
                y += cursor.ReadZigZag();
                shape.Add(new GridPoint(x, y));
            }
        }

        shape.EndPart();
        return shape;
    }
}
