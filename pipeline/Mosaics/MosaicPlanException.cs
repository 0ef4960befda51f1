namespace RasterFlow.Mosaics;

/// <summary>A mosaic cannot be planned as asked; the message says which part of the request to change.</summary>
public sealed class MosaicPlanException : Exception
{
    /// <summary>States what is wrong with the request.</summary>
    public MosaicPlanException(string message)
        : base(message)
    {
    }

    /// <summary>States what is wrong with the request, and what brought it to light.</summary>
    public MosaicPlanException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
