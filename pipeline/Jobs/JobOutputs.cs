namespace RasterFlow.Jobs;

/// <summary>What a finished job leaves: the last thing it writes.</summary>
public sealed record JobResult
{
    /// <summary>The job.</summary>
    public required string JobId { get; init; }

    /// <summary>The outputs, in the order they were made.</summary>
    public required IReadOnlyList<JobOutput> Outputs { get; init; }

    /// <summary>Scenes that the catalogue has but the mosaic does not use, and why.</summary>
    public required IReadOnlyList<SkippedInput> Skipped { get; init; }

    /// <summary>Stages with their times.</summary>
    public required IReadOnlyList<StageProgress> Stages { get; init; }
}

/// <summary>One output of a job: a file, or everything below a folder-like key.</summary>
/// <param name="Name">Name under which it is downloaded: <c>mosaic.zarr</c>.</param>
/// <param name="Kind"><c>mosaic</c>, <c>prediction</c>, <c>vectors</c>, <c>table</c>, <c>tiles</c> or <c>area</c>.</param>
/// <param name="Key">Key in the outputs container; a folder's ends without a slash.</param>
/// <param name="IsFolder">Whether <paramref name="Key"/> is a folder.</param>
/// <param name="Url">Address in the storage account, without any secret.</param>
/// <param name="Facts">Figures worth knowing, by name: pixels, polygons, bytes.</param>
public sealed record JobOutput(string Name, string Kind, string Key, bool IsFolder, Uri Url, IReadOnlyDictionary<string, long> Facts)
{
    /// <summary>The kind of a catalogue table: it is the job's as far as the job put rows into it, and it is not downloaded.</summary>
    public const string TableKind = "table";
}

/// <summary>A scene that was not used.</summary>
/// <param name="Id">The STAC item's id.</param>
/// <param name="Reason">Why.</param>
public sealed record SkippedInput(string Id, string Reason);
