namespace RasterFlow.Vectors.Changes;

/// <summary>What a comparison came to.</summary>
public sealed record ChangeResult
{
    /// <summary>Fields of the labels in the earlier result.</summary>
    public required long Before { get; init; }

    /// <summary>Fields of the labels in the later result.</summary>
    public required long After { get; init; }

    /// <summary>Rows of each kind, by its name in the files.</summary>
    public required IReadOnlyDictionary<string, long> Changes { get; init; }

    /// <summary>The part files, in order. Empty when both results are.</summary>
    public required IReadOnlyList<VectorPart> Parts { get; init; }
}
