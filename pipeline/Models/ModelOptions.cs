namespace RasterFlow.Models;

/// <summary>Where models may be named, and how large they may be.</summary>
public sealed record ModelOptions
{
    /// <summary>Key of the registry document in the outputs container.</summary>
    public const string RegistryKey = "models/registry.json";

    /// <summary>The largest model in bytes; larger ones are refused before they are read. ONNX itself ends at 2 GiB.</summary>
    public long MaxModelBytes { get; init; } = 1L << 30;

    /// <summary>Up to this many bytes a model is held whole while it is checked; larger ones pass through storage.</summary>
    public int HeldBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Addresses of further registry documents, asked in this order after the one in storage.</summary>
    public IReadOnlyList<Uri> Registries { get; init; } = [];

    /// <summary>The name of the setting that holds <see cref="MaxModelBytes"/>, for messages.</summary>
    public string MaxModelSetting { get; init; } = "MaxModelBytes";
}
