namespace RasterFlow.Vectors.Changes;

/// <summary>What became of a field between two results.</summary>
public enum ChangeKind
{
    /// <summary>One field before, one after, with the same outline as far as the job's <see cref="ChangeJob.UnchangedIou"/> cares.</summary>
    Unchanged,

    /// <summary>One field before, one after, with another outline; or several that were rearranged into several.</summary>
    Changed,

    /// <summary>A field that was not there before.</summary>
    Appeared,

    /// <summary>A field that is not there any more.</summary>
    Gone,

    /// <summary>One field before, several after.</summary>
    Split,

    /// <summary>Several fields before, one after.</summary>
    Merged,
}
