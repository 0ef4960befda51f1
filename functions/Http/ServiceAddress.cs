using Microsoft.AspNetCore.Http;
using RasterFlow.Functions.Hosting;

namespace RasterFlow.Functions.Http;

/// <summary>Addresses of the service in its answers.</summary>
internal static class ServiceAddress
{
    /// <summary>
    /// An address below <c>/api/</c>: on the public address that the installation states, else on the one that the request names - which behind a gateway may be
    /// another than its users know.
    /// </summary>
    public static Uri Of(HttpRequest request, AppSettings settings, string path) =>
        settings.PublicAddress is { } address ? new Uri(address, $"api/{path}") : new Uri($"{request.Scheme}://{request.Host}/api/{path}");
}
