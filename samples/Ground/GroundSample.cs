namespace RasterFlow.Samples.Ground;

/// <summary>What one pixel shows of the ground.</summary>
/// <param name="Parcel">The field that the pixel shows, at least in part; null where there is none.</param>
/// <param name="FieldShare">The field's share of the pixel, 0 to 1. From 0.5 on the pixel's centre lies in the field.</param>
/// <param name="Cover">What the rest of the pixel shows.</param>
internal readonly record struct GroundSample(Parcel? Parcel, float FieldShare, Cover Cover);
