using System.Text.Json.Serialization;

namespace RasterFlow.Functions.Hosting;

/// <summary>A map of raster tiles to draw below the layers of jobs.</summary>
/// <param name="Tiles">Address of the tiles with {z}, {x} and {y}.</param>
/// <param name="Attribution">What its owner wants to be named as; plain text.</param>
public sealed record BaseMap(string Tiles, string Attribution)
{
    private const string TilesSetting = "RASTERFLOW_BASE_MAP_TILES";
    private const string AttributionSetting = "RASTERFLOW_BASE_MAP_ATTRIBUTION";

    /// <summary>The host that the page may ask for tiles.</summary>
    [JsonIgnore]
    public string Origin => new Uri(Tiles.Replace("{", string.Empty, StringComparison.Ordinal).Replace("}", string.Empty, StringComparison.Ordinal)).GetLeftPart(UriPartial.Authority);

    /// <summary>Reads the settings; null when they name no base map.</summary>
    /// <exception cref="InvalidOperationException">The address is not one of tiles over HTTPS.</exception>
    public static BaseMap? From(Func<string, string?> setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        if (setting(TilesSetting) is not { Length: > 0 } tiles)
        {
            return null;
        }

        bool isTemplate = tiles.Contains("{z}", StringComparison.Ordinal) && tiles.Contains("{x}", StringComparison.Ordinal) && tiles.Contains("{y}", StringComparison.Ordinal);
        bool isHttps = Uri.TryCreate(tiles, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttps && !address.Host.Contains('{', StringComparison.Ordinal);
        return isTemplate && isHttps
            ? new BaseMap(tiles, setting(AttributionSetting) ?? string.Empty)
            : throw new InvalidOperationException($"Setting {TilesSetting}: '{tiles}' is not the address of tiles. Give one like https://tiles.example.org/{{z}}/{{x}}/{{y}}.png.");
    }
}
