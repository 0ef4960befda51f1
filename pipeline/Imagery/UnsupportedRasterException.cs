namespace RasterFlow.Imagery;

/// <summary>The file is a TIFF that uses something this reader does not know; the message names it.</summary>
public sealed class UnsupportedRasterException(string file, long? offsetBytes, string message, Exception? innerException = null)
    : RasterException(file, offsetBytes, message, innerException);
