namespace RasterFlow.Client.Local;

/// <summary>How to run the whole service on this machine.</summary>
public sealed record LocalStackOptions
{
    /// <summary>The functions app's port when none is given.</summary>
    public const int DefaultFunctionsPort = 7071;

    /// <summary>The storage emulator's blob port when none is given.</summary>
    public const int DefaultBlobPort = 10000;

    /// <summary>The storage emulator's queue port when none is given.</summary>
    public const int DefaultQueuePort = 10001;

    /// <summary>The folder with RasterFlow.Functions.sln.</summary>
    public required string RepositoryRoot { get; init; }

    /// <summary>Where the storage emulator keeps its data; null keeps it in memory.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The folder for the processes' logs.</summary>
    public required string LogFolder { get; init; }

    /// <summary>Port of the functions app; 0 takes a free one.</summary>
    public int FunctionsPort { get; init; }

    /// <summary>Port of the storage emulator's blob service; 0 takes a free one.</summary>
    public int BlobPort { get; init; }

    /// <summary>Port of the storage emulator's queue service; 0 takes a free one.</summary>
    public int QueuePort { get; init; }

    /// <summary>Whether the processes' output also goes to this process's standard error.</summary>
    public bool Echo { get; init; }

    /// <summary>Further settings of the functions app and the worker.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
