namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>What a test gives in place of the process around the host. A real start leaves all of it out.</summary>
internal sealed class HostStartOptions
{
    /// <summary>The classes with functions; the entry assembly's public ones when null.</summary>
    public IReadOnlyList<Type>? FunctionTypes { get; init; }

    /// <summary>The app settings; environment variables and local.settings.json when null.</summary>
    public IReadOnlyDictionary<string, string?>? Settings { get; init; }

    /// <summary>Where host.json lies.</summary>
    public string? ApplicationDirectory { get; init; }
}
