namespace RasterFlow.Inference;

/// <summary>A patch's place in a <see cref="PatchGrid"/>; negative left of and above the mosaic's first pixel.</summary>
/// <param name="Row">Patches from north to south.</param>
/// <param name="Column">Patches from west to east.</param>
public readonly record struct PatchIndex(int Row, int Column);
