namespace RasterFlow.Imagery;

/// <summary>Which source pixel each target pixel of a window takes (nearest), and so which tiles are needed.</summary>
internal abstract class SamplingPlan : IDisposable
{
    /// <summary>Columns and rows of the tiles that hold at least one wanted pixel.</summary>
    public abstract IEnumerable<(int Column, int Row)> Tiles { get; }

    /// <summary>Copies what a tile gives to the target; different tiles write different pixels.</summary>
    /// <param name="column">Column of the tile.</param>
    /// <param name="row">Row of the tile.</param>
    /// <param name="plane">The tile's samples of one band, [y, x].</param>
    /// <param name="destination">The window, [y, x].</param>
    public abstract void Copy(int column, int row, ReadOnlySpan<ushort> plane, Span<ushort> destination);

    /// <inheritdoc/>
    public abstract void Dispose();
}
