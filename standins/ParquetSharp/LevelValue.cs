namespace RasterFlow.StandIns.ParquetSharp;

/// <summary>One entry of a leaf column: its levels, and its value in physical form (null when it is not there).</summary>
internal readonly record struct LevelValue(short Repetition, short Definition, object? Value);
