namespace RasterFlow.Storage;

/// <summary>Which storage accounts need a token of the Planetary Computer, and where tokens come from.</summary>
/// <param name="TokenService">Tokens are at {TokenService}/{account}/{container}.</param>
/// <param name="Accounts">Names of storage accounts. No other account's name is ever told to the token service.</param>
/// <param name="RenewBefore">A token that expires sooner is renewed first.</param>
public sealed record PlanetaryComputerOptions(Uri TokenService, IReadOnlyList<string> Accounts, TimeSpan RenewBefore)
{
    /// <summary>The public service and its accounts with Sentinel-2 L2A and NAIP; renewed five minutes before they expire.</summary>
    public static PlanetaryComputerOptions Default { get; } = new(
        new Uri("https://planetarycomputer.microsoft.com/api/sas/v1/token"), ["sentinel2l2a01", "naipeuwest"], TimeSpan.FromMinutes(5));
}
