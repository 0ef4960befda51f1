namespace RasterFlow.Imagery;

/// <summary>What a mask says of the pixels of one tile of an image: a bit each, set for pixels that are to be used. Rows start on whole bytes.</summary>
/// <param name="window">The tile's pixels that lie in the image.</param>
internal sealed class MaskBits(PixelWindow window)
{
    private readonly Lock _writing = new();
    private readonly int _stride = (window.Width + 7) / 8;

    // Made when a first tile of the mask is there: without any, all pixels are hidden.
    private byte[]? _bits;

    /// <summary>The tile's pixels that lie in the image.</summary>
    public PixelWindow Window => window;

    /// <summary>Takes what a tile of the mask says.</summary>
    /// <param name="from">The mask tile's pixels that lie in the image.</param>
    /// <param name="samples">Its samples, 0 where pixels are hidden, [y, x].</param>
    /// <param name="width">Samples in a row of them.</param>
    public void Keep(PixelWindow from, ReadOnlySpan<byte> samples, int width)
    {
        PixelWindow shared = window.Intersect(from);
        if (shared.IsEmpty)
        {
            return;
        }

        // Neighbours may share a byte.
        lock (_writing)
        {
            _bits ??= new byte[_stride * window.Height];
            for (int y = shared.Y; y < shared.Bottom; y++)
            {
                ReadOnlySpan<byte> row = samples.Slice(((y - from.Y) * width) + shared.X - from.X, shared.Width);
                Set(_bits.AsSpan((y - window.Y) * _stride, _stride), shared.X - window.X, row);
            }
        }
    }

    /// <summary>Clears the hidden pixels.</summary>
    /// <param name="samples">The tile's samples, [y, x, sample].</param>
    /// <param name="rowBytes">Bytes of one of its rows.</param>
    /// <param name="pixelBytes">Bytes of a pixel.</param>
    public void Apply(Span<byte> samples, int rowBytes, int pixelBytes)
    {
        for (int y = 0; y < window.Height; y++)
        {
            Span<byte> row = samples.Slice(y * rowBytes, window.Width * pixelBytes);
            if (_bits is null)
            {
                row.Clear();
                continue;
            }

            Hide(_bits.AsSpan(y * _stride, _stride), row, pixelBytes);
        }
    }

    /// <summary>Most runs are all hidden or all used: those go by whole bytes.</summary>
    private static void Set(Span<byte> bits, int start, ReadOnlySpan<byte> use)
    {
        if (!use.ContainsAnyExcept((byte)0))
        {
            return;
        }

        int i = 0;
        if (!use.Contains((byte)0))
        {
            int first = (start + 7) / 8;
            int whole = ((start + use.Length) / 8) - first;
            if (whole > 0)
            {
                bits.Slice(first, whole).Fill(0xFF);
                SetSingly(bits, start, use[..((first * 8) - start)]);
                i = ((first + whole) * 8) - start;
            }
        }

        SetSingly(bits, start + i, use[i..]);
    }

    private static void SetSingly(Span<byte> bits, int start, ReadOnlySpan<byte> use)
    {
        for (int i = 0; i < use.Length; i++)
        {
            if (use[i] != 0)
            {
                bits[(start + i) >> 3] |= (byte)(1 << ((start + i) & 7));
            }
        }
    }

    private static void Hide(ReadOnlySpan<byte> bits, Span<byte> row, int pixelBytes)
    {
        int width = row.Length / pixelBytes;
        for (int x = 0; x < width; x++)
        {
            int eight = bits[x >> 3];
            if (eight == 0xFF)
            {
                // The x of the next byte, less the loop's own step.
                x |= 7;
            }
            else if ((eight & (1 << (x & 7))) == 0)
            {
                row.Slice(x * pixelBytes, pixelBytes).Clear();
            }
        }
    }
}
