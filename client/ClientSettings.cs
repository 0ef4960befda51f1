using Azure.Identity;
using Azure.Storage.Blobs;
using RasterFlow.Client.Local;
using RasterFlow.Storage;

namespace RasterFlow.Client;

/// <summary>Where the service and its storage are: from options, else from the environment, else the local ones of <c>./rasterflow up</c>.</summary>
public sealed record ClientSettings(Uri Service, string? Key, string Storage, string Container)
{
    private const string StorageForms = "Give a connection string (AccountName=...;AccountKey=...;...) or the https address of a blob service, for example https://ACCOUNT.blob.core.windows.net.";

    /// <summary>Those of <c>./rasterflow up</c> on its usual ports.</summary>
    public static ClientSettings Local { get; } = new(
        new Uri($"http://127.0.0.1:{LocalStackOptions.DefaultFunctionsPort}"),
        null,
        AzuriteProcess.ConnectionStringFor(LocalStackOptions.DefaultBlobPort, LocalStackOptions.DefaultQueuePort),
        "rasterflow");

    /// <summary>Reads the settings. A variable that is empty is as one that is not set; an empty option is a mistake (of a script, as a rule).</summary>
    /// <param name="service">RASTERFLOW_URL.</param>
    /// <param name="storage">RASTERFLOW_STORAGE: a connection string, or the address of a blob service to open with the caller's identity.</param>
    /// <exception cref="FormatException">A value cannot be used; the message says which and what to give.</exception>
    public static ClientSettings From(string? service, string? storage) => new(
        ServiceOf(Chosen("--url", service, "RASTERFLOW_URL", Local.Service.AbsoluteUri)),
        Variable("RASTERFLOW_KEY"),
        StorageOf(Chosen("--storage", storage, "RASTERFLOW_STORAGE", Local.Storage)),
        Variable("RASTERFLOW_CONTAINER") ?? Local.Container);

    /// <summary>A client of the service.</summary>
    public RasterFlowClient OpenClient() => new(Service, Key);

    /// <summary>The outputs container.</summary>
    public IObjectStore OpenStore() => new BlobObjectStore(Open(Storage).GetBlobContainerClient(Container));

    private static BlobServiceClient Open(string storage) => Uri.TryCreate(storage, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttps
        ? new BlobServiceClient(address, new DefaultAzureCredential())
        : new BlobServiceClient(storage);

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    private static (string Source, string Value) Chosen(string option, string? given, string variable, string fallback)
    {
        if (given is not null)
        {
            return string.IsNullOrWhiteSpace(given) ? throw new FormatException($"{option} is empty. Give a value, or leave the option out to use {variable} or the local service.") : (option, given);
        }

        return Variable(variable) is { } set ? (variable, set) : (option, fallback);
    }

    private static Uri ServiceOf((string Source, string Value) given) =>
        Uri.TryCreate(given.Value, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" && address.Host.Length > 0
            ? address
            : throw new FormatException($"{given.Source}: '{given.Value}' is not the address of a service. Give one that begins with http:// or https://, for example http://127.0.0.1:{LocalStackOptions.DefaultFunctionsPort}.");

    /// <summary>A connection string holds a key, so messages never repeat one.</summary>
    private static string StorageOf((string Source, string Value) given)
    {
        if (Uri.TryCreate(given.Value, UriKind.Absolute, out Uri? address) && address.Scheme != Uri.UriSchemeHttps)
        {
            throw new FormatException($"{given.Source}: an address that begins with {address.Scheme}: cannot be opened with an identity. {StorageForms}");
        }

        try
        {
            _ = Open(given.Value);
            return given.Value;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new FormatException($"{given.Source} is no connection string of a storage account. {StorageForms}", e);
        }
    }
}
