using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>The host id: names this app's receipts and timer states in storage, the same at every start.</summary>
internal static class HostIdentity
{
    public static string Of(IConfiguration configuration)
    {
        string name = configuration["AzureFunctionsWebHost:hostId"]
            ?? configuration["WEBSITE_SITE_NAME"]
            ?? Assembly.GetEntryAssembly()?.GetName().Name
            ?? "functions";
        string safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')).Trim('-');
        return safe.Length > 32 ? safe[..32].TrimEnd('-') : safe;
    }
}
