namespace RasterFlow.Imagery;

/// <summary>How a value between source pixels is found.</summary>
public enum Resampling
{
    /// <summary>The source pixel that holds the target pixel's centre.</summary>
    Nearest,
}
