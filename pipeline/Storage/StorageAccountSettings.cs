namespace RasterFlow.Storage;

/// <summary>
/// How the storage account is addressed, from the settings that the Functions host reads for its own triggers: a connection string in
/// <c>AzureWebJobsStorage</c>, or, with an identity, <c>AzureWebJobsStorage__blobServiceUri</c> and <c>__queueServiceUri</c> (or <c>__accountName</c>),
/// and <c>__clientId</c> for a user-assigned one.
/// </summary>
public sealed record StorageAccountSettings
{
    private const string Connection = "AzureWebJobsStorage";

    /// <summary>The connection string; null with an identity, and then the other members count.</summary>
    public string? ConnectionString { get; private init; }

    /// <summary>Address of the blob service; null with a connection string.</summary>
    public Uri? Blobs { get; private init; }

    /// <summary>Address of the queue service; null with a connection string.</summary>
    public Uri? Queues { get; private init; }

    /// <summary>Client id of a user-assigned identity; null for the system's own.</summary>
    public string? ClientId { get; private init; }

    /// <summary>Reads the settings.</summary>
    /// <param name="setting">A setting by its name, whose parts are joined by <c>:</c> as .NET configuration does; null when it is not set.</param>
    /// <exception cref="ArgumentException">No account is configured, or an address is none; the message names the settings.</exception>
    public static StorageAccountSettings From(Func<string, string?> setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return setting(Connection) is { Length: > 0 } connection
            ? new StorageAccountSettings { ConnectionString = connection }
            : new StorageAccountSettings
            {
                Blobs = ServiceUri(setting, "blob"),
                Queues = ServiceUri(setting, "queue"),
                ClientId = setting($"{Connection}:clientId") is { Length: > 0 } id ? id : null,
            };
    }

    private static Uri ServiceUri(Func<string, string?> setting, string service)
    {
        if (setting($"{Connection}:{service}ServiceUri") is { Length: > 0 } address)
        {
            return Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
                ? uri
                : throw new ArgumentException($"{Connection}__{service}ServiceUri is no address: '{address}'.");
        }

        return setting($"{Connection}:accountName") is { Length: > 0 } account
            ? new Uri($"https://{account}.{service}.core.windows.net")
            : throw new ArgumentException(
                $"No storage account is configured: set {Connection} to a connection string, or {Connection}__{service}ServiceUri (or {Connection}__accountName) for an identity.");
    }
}
