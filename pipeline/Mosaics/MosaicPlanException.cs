namespace RasterFlow.Mosaics;

/// <summary>A mosaic cannot be planned as asked; the message says which part of the request to change.</summary>
public sealed class MosaicPlanException : Exception
{
    /// <summary>States what is wrong with the request.</summary>
    public MosaicPlanException(string message)
        : base(message)
    {
    }

    /// <summary>The member of the job document to change, where that is known.</summary>
    public string? Field { get; init; }

    /// <summary>States what is wrong with the request, and what brought it to light.</summary>
    public MosaicPlanException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
