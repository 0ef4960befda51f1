using RasterFlow.Inference;

namespace RasterFlow.Models;

/// <summary>A model in the outputs container, under a key made of its content: the one file that workers read, whatever its address gives later.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Sha256">SHA-256 of its bytes, lower-case hexadecimal.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Shape">What it takes and gives.</param>
public sealed record StagedModel(string Key, string Sha256, long Bytes, ModelShape Shape);
