using System.Globalization;
using Microsoft.Extensions.Configuration;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Models;
using RasterFlow.Storage;

namespace RasterFlow.Functions.Hosting;

/// <summary>The app's settings, read once at start. docs/SETTINGS.md lists them.</summary>
public sealed record AppSettings
{
    private const string HostsSetting = "RASTERFLOW_ALLOWED_HOSTS";
    private const string ContainersSetting = "RASTERFLOW_DATA_CONTAINERS";
    private const string RegistriesSetting = "RASTERFLOW_MODEL_REGISTRIES";
    private const string PublicSetting = "RASTERFLOW_PUBLIC_URL";
    private const string MaxModelSetting = "RASTERFLOW_MAX_MODEL_MB";
    private const string DefaultHosts =
        "earth-search.aws.element84.com,sentinel-cogs.s3.us-west-2.amazonaws.com,e84-earth-search-sentinel-data.s3.us-west-2.amazonaws.com,planetarycomputer.microsoft.com,sentinel2l2a01.blob.core.windows.net,naipeuwest.blob.core.windows.net,huggingface.co,*.hf.co";

    /// <summary>Container of everything the app writes (RASTERFLOW_CONTAINER).</summary>
    public required string Container { get; init; }

    /// <summary>
    /// Which addresses of job documents are read: hosts in RASTERFLOW_ALLOWED_HOSTS (comma-separated; "*.example.org" allows every sub-domain),
    /// and this machine itself only if RASTERFLOW_ALLOW_LOOPBACK is true (local catalogues). Of the app's own account only uploads,
    /// models, dropped areas and the containers in RASTERFLOW_DATA_CONTAINERS (comma-separated).
    /// </summary>
    public required SourcePolicy Sources { get; init; }

    /// <summary>
    /// Storage accounts whose images need a token of the Planetary Computer (RASTERFLOW_SIGNED_ACCOUNTS, comma-separated) and where tokens come from
    /// (RASTERFLOW_TOKEN_SERVICE).
    /// </summary>
    public required PlanetaryComputerOptions Signing { get; init; }

    /// <summary>Inference blocks are dispatched again after this silence (RASTERFLOW_INFERENCE_SILENCE_SECONDS).</summary>
    public required int InferenceSilenceSeconds { get; init; }

    /// <summary>The largest area of a job in square kilometres (RASTERFLOW_MAX_AREA_KM2).</summary>
    public required double MaxAreaKm2 { get; init; }

    /// <summary>
    /// Registries of models beside the one in storage (RASTERFLOW_MODEL_REGISTRIES: addresses, comma-separated) and the largest model
    /// (RASTERFLOW_MAX_MODEL_MB).
    /// </summary>
    public required ModelOptions Models { get; init; }

    /// <summary>Tiles below the map page's layers (RASTERFLOW_BASE_MAP_TILES, RASTERFLOW_BASE_MAP_ATTRIBUTION); null for none.</summary>
    public BaseMap? BaseMap { get; init; }

    /// <summary>Where users reach the service, with a slash at its end (RASTERFLOW_PUBLIC_URL); null: where the request says that it came to.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>Decoded image tiles kept in memory for the blocks that share them (RASTERFLOW_TILE_CACHE_MB); null for what suits the machine.</summary>
    public long? TileCacheBytes { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">A setting has a value that cannot be right.</exception>
    public static AppSettings From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        string container = configuration["RASTERFLOW_CONTAINER"] ?? "rasterflow";
        return new AppSettings
        {
            Container = container,
            Sources = new SourcePolicy
            {
                AllowedHosts = List(configuration[HostsSetting] ?? DefaultHosts),
                OwnPaths =
                [
                    $"{container}/uploads/", $"{container}/models/", $"{ContainerSetup.DropContainer}/",
                    .. List(configuration[ContainersSetting] ?? string.Empty).Select(static name => name + "/"),
                ],
                OwnPathsSettingName = ContainersSetting,
                AllowLoopback = configuration["RASTERFLOW_ALLOW_LOOPBACK"] is "true" or "True" or "1",
                SettingName = HostsSetting,
            },
            Signing = Tokens(configuration),
            InferenceSilenceSeconds = (int)Number(configuration, "RASTERFLOW_INFERENCE_SILENCE_SECONDS", 900),
            MaxAreaKm2 = Number(configuration, "RASTERFLOW_MAX_AREA_KM2", AreaReader.DefaultMaximumSquareKilometres),
            Models = new ModelOptions
            {
                MaxModelBytes = (long)(Number(configuration, MaxModelSetting, 1024) * 1024 * 1024),
                MaxModelSetting = MaxModelSetting,
                Registries = [.. List(configuration[RegistriesSetting] ?? string.Empty).Select(text => AddressOf(RegistriesSetting, text))],
            },
            BaseMap = BaseMap.From(name => configuration[name]),
            PublicAddress = configuration[PublicSetting] is { Length: > 0 } address ? PublicAddressOf(address) : null,
            TileCacheBytes = configuration["RASTERFLOW_TILE_CACHE_MB"] is null or "" ? null : (long)(Number(configuration, "RASTERFLOW_TILE_CACHE_MB", 0) * (1 << 20)),
        };
    }

    private static PlanetaryComputerOptions Tokens(IConfiguration configuration)
    {
        PlanetaryComputerOptions options = PlanetaryComputerOptions.Default;
        string service = configuration["RASTERFLOW_TOKEN_SERVICE"] is { Length: > 0 } set ? set : options.TokenService.AbsoluteUri;
        return options with
        {
            Accounts = configuration["RASTERFLOW_SIGNED_ACCOUNTS"] is { } accounts ? List(accounts) : options.Accounts,
            TokenService = Uri.TryCreate(service, UriKind.Absolute, out Uri? address)
                ? address
                : throw new InvalidOperationException($"Setting RASTERFLOW_TOKEN_SERVICE: '{service}' is not an address."),
        };
    }

    private static Uri AddressOf(string setting, string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
        ? address
        : throw new InvalidOperationException($"Setting {setting}: '{text}' is not an http(s) address.");

    private static Uri PublicAddressOf(string text)
    {
        Uri address = AddressOf(PublicSetting, text.TrimEnd('/') + "/");
        return address.Query.Length == 0 && address.Fragment.Length == 0 && address.UserInfo.Length == 0
            ? address
            : throw new InvalidOperationException($"Setting {PublicSetting}: '{text}' is not the address of a service. Give one like https://fields.example.org.");
    }

    private static string[] List(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static double Number(IConfiguration configuration, string name, double fallback)
    {
        string? text = configuration[name];
        if (string.IsNullOrEmpty(text))
        {
            return fallback;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > 0
            ? value
            : throw new InvalidOperationException($"Setting {name}: '{text}' is not a number above zero.");
    }
}
