namespace RasterFlow.Samples;

/// <summary>How the simulated country is farmed.</summary>
public enum FieldPattern
{
    /// <summary>The High Plains: centre pivots and quarter sections between dirt roads, grazed prairie, a creek.</summary>
    Pivots,

    /// <summary>Central Europe: narrow strips that touch each other, in blocks of any direction, with woods, villages and a wide river.</summary>
    Strips,
}
