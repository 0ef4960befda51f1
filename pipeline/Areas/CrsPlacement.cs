namespace RasterFlow.Areas;

/// <summary>Where a projection has its centre, in degrees, and which coordinates in metres the centre has.</summary>
internal readonly record struct CrsPlacement(double Longitude, double Latitude, double FalseEasting, double FalseNorthing);
