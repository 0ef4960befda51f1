namespace RasterFlow.Imagery;

/// <summary>The file is damaged, cut short, or no TIFF at all.</summary>
public sealed class InvalidRasterException(string file, long? offsetBytes, string message, Exception? innerException = null)
    : RasterException(file, offsetBytes, message, innerException);
