namespace RasterFlow.Imagery;

/// <summary>Tags that are read (TIFF 6.0 section 8 and 15, TIFF Tech Note 3, GeoTIFF 1.1 section 7, GDAL).</summary>
internal static class TiffTag
{
    public const int NewSubfileType = 254;
    public const int ImageWidth = 256;
    public const int ImageLength = 257;
    public const int BitsPerSample = 258;
    public const int Compression = 259;
    public const int FillOrder = 266;
    public const int StripOffsets = 273;
    public const int SamplesPerPixel = 277;
    public const int RowsPerStrip = 278;
    public const int StripByteCounts = 279;
    public const int PlanarConfiguration = 284;
    public const int Predictor = 317;
    public const int TileWidth = 322;
    public const int TileLength = 323;
    public const int TileOffsets = 324;
    public const int TileByteCounts = 325;
    public const int SampleFormat = 339;
    public const int ModelPixelScale = 33550;
    public const int ModelTiepoint = 33922;
    public const int ModelTransformation = 34264;
    public const int GeoKeyDirectory = 34735;
    public const int GdalNoData = 42113;

    public static readonly IReadOnlySet<int> Known = new HashSet<int>
    {
        NewSubfileType, ImageWidth, ImageLength, BitsPerSample, Compression, FillOrder, StripOffsets, SamplesPerPixel, RowsPerStrip,
        StripByteCounts, PlanarConfiguration, Predictor, TileWidth, TileLength, TileOffsets, TileByteCounts, SampleFormat,
        ModelPixelScale, ModelTiepoint, ModelTransformation, GeoKeyDirectory, GdalNoData,
    };
}
