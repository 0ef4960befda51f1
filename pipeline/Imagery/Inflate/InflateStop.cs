namespace RasterFlow.Imagery.Inflate;

/// <summary>What follows when a loop over codes stops.</summary>
internal enum InflateStop
{
    /// <summary>The stream or the output is nearly at its end: go on with care.</summary>
    NearEnd,

    /// <summary>A match that has no room for bytes beyond it is to be copied.</summary>
    LastMatch,

    /// <summary>The block is complete.</summary>
    BlockEnd,

    /// <summary>The output is full.</summary>
    Full,

    /// <summary>The stream ends too soon.</summary>
    Truncated,

    /// <summary>A code that stands for nothing, or a distance to before the output's start.</summary>
    Invalid,
}
