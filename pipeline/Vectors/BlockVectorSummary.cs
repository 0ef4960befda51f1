namespace RasterFlow.Vectors;

/// <summary>What vectorizing one block came to.</summary>
/// <param name="Block">The block's number.</param>
/// <param name="FinishedPolygons">Polygons that lie in this block alone, all labels.</param>
/// <param name="OpenComponents">Components that reach another block, all labels.</param>
/// <param name="FragmentsBytes">Size of the fragments object.</param>
/// <param name="Reused">True when the fragments were there already and nothing was computed; the counts are then those of the object.</param>
public sealed record BlockVectorSummary(int Block, int FinishedPolygons, int OpenComponents, long FragmentsBytes, bool Reused);
