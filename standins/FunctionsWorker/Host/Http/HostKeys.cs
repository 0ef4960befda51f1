using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>The host's keys. Asked for only with <c>--enableAuth</c>; made at first start and kept in azure-webjobs-secrets/keys.json.</summary>
internal sealed class HostKeys(HostSettings settings, IConfiguration configuration, StorageConnections storage)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private KeySet _keys = new(string.Empty, string.Empty, string.Empty);

    /// <summary>The key that the links of the durable management API carry; null when keys are not asked for.</summary>
    public string? SystemKey => settings.EnableAuth ? _keys.System : null;

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (!settings.EnableAuth)
        {
            return;
        }

        KeySet? stored = null;
        if (configuration["RASTERFLOW_KEY_MASTER"] is null || configuration["RASTERFLOW_KEY_FUNCTION"] is null || configuration["RASTERFLOW_KEY_SYSTEM"] is null)
        {
            stored = await LoadBlobAsync(cancellationToken);
        }

        _keys = new(
            configuration["RASTERFLOW_KEY_MASTER"] ?? stored!.Master,
            configuration["RASTERFLOW_KEY_FUNCTION"] ?? stored!.Function,
            configuration["RASTERFLOW_KEY_SYSTEM"] ?? stored!.System);
    }

    /// <summary>The header first, else the query; the level must be equal, or the key the master's.</summary>
    public bool Allow(HttpRequest request, AuthorizationLevel level)
    {
        if (!settings.EnableAuth || level == AuthorizationLevel.Anonymous)
        {
            return true;
        }

        string key = request.Headers["x-functions-key"].ToString() is { Length: > 0 } header ? header : request.Query["code"].ToString();
        return Same(key, _keys.Master)
            || (level == AuthorizationLevel.Function && Same(key, _keys.Function))
            || (level == AuthorizationLevel.System && Same(key, _keys.System));
    }

    private static bool Same(string given, string expected)
        => expected.Length > 0 && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));

    private async Task<KeySet> LoadBlobAsync(CancellationToken cancellationToken)
    {
        BlobContainerClient container = storage.Blobs(null).GetBlobContainerClient("azure-webjobs-secrets");
        await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        BlobClient blob = container.GetBlobClient("keys.json");
        try
        {
            KeySet made = new(NewKey(), NewKey(), NewKey());
            await blob.UploadAsync(BinaryData.FromString(JsonSerializer.Serialize(made, Json)), overwrite: false, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // Made by an earlier start.
        }

        BinaryData content = (await blob.DownloadContentAsync(cancellationToken)).Value.Content;
        return JsonSerializer.Deserialize<KeySet>(content.ToString(), Json) ?? throw new InvalidDataException("azure-webjobs-secrets/keys.json is empty.");
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).Replace('+', '-').Replace('/', '_');

    private sealed record KeySet(string Master, string Function, string System);
}
