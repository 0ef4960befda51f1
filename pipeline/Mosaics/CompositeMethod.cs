namespace RasterFlow.Mosaics;

/// <summary>How a layer's looks become one value.</summary>
public enum CompositeMethod
{
    /// <summary>Per pixel and band the median of all valid looks.</summary>
    Median,

    /// <summary>Per pixel all bands of one scene: the valid one whose time is closest to the middle of the window; of two equally close ones the earlier.</summary>
    Best,

    /// <summary>Per pixel all bands of one scene: the valid one that was taken last, or that a tile index puts on top.</summary>
    First,
}
