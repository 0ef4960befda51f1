namespace RasterFlow.Samples.Skies;

/// <summary>Some rows of a scene: four bands at 10 m and the classes at 20 m. Kept and filled again for the next rows.</summary>
internal sealed class SceneStrip(int width, int mostRows)
{
    /// <summary>Columns of 10 m.</summary>
    public int Width => width;

    /// <summary>Rows of 10 m in use, an even number.</summary>
    public int Rows { get; set; } = mostRows;

    /// <summary>B02, B03, B04 and B08, each [y, x].</summary>
    public ushort[][] Bands { get; } = [new ushort[width * mostRows], new ushort[width * mostRows], new ushort[width * mostRows], new ushort[width * mostRows]];

    /// <summary>The scene classification, [y, x] at 20 m.</summary>
    public byte[] Classes { get; } = new byte[width / 2 * (mostRows / 2)];

    /// <summary>The part of <see cref="Classes"/> in use.</summary>
    public ReadOnlySpan<byte> ClassRows => Classes.AsSpan(0, width / 2 * (Rows / 2));

    /// <summary>The part of a band in use.</summary>
    public ReadOnlySpan<ushort> BandRows(int band) => Bands[band].AsSpan(0, width * Rows);

    /// <summary>Sets one pixel.</summary>
    public void Set(int row, int column, DigitalNumbers numbers)
    {
        int at = (row * width) + column;
        Bands[0][at] = numbers.Blue;
        Bands[1][at] = numbers.Green;
        Bands[2][at] = numbers.Red;
        Bands[3][at] = numbers.Nir;
    }

    /// <summary>Sets four pixels to no data.</summary>
    public void ClearQuad(int row, int column)
    {
        for (int i = 0; i < 4; i++)
        {
            Set(row + (i >> 1), column + (i & 1), default);
        }
    }
}
