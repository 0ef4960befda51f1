namespace RasterFlow.Imagery;

/// <summary>What a sample's bits mean; values of the TIFF tag SampleFormat (TIFF 6.0 section 19).</summary>
public enum TiffSampleFormat
{
    /// <summary>Unsigned whole number.</summary>
    Unsigned = 1,

    /// <summary>Signed whole number, two's complement.</summary>
    Signed = 2,

    /// <summary>IEEE floating point.</summary>
    Float = 3,
}
