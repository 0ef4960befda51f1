using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using RasterFlow.Functions.Hosting;
using RasterFlow.Functions.Http;

namespace RasterFlow.Tests.Sharing;

/// <summary>The service's address in links that it gives away.</summary>
public sealed class ServiceAddressTests
{
    [Theory]
    [InlineData(null, "http://internal:8080/api/shared/x")]
    [InlineData("https://fields.example.org", "https://fields.example.org/api/shared/x")]
    [InlineData("https://example.org/fields/", "https://example.org/fields/api/shared/x")]
    public void Of_Setting_ComesBeforeTheRequestsHost(string? setting, string address)
    {
        DefaultHttpContext context = new();
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("internal", 8080);

        ServiceAddress.Of(context.Request, SettingsOf(setting), "shared/x").AbsoluteUri.ShouldBe(address);
    }

    [Theory]
    [InlineData("fields.example.org")]
    [InlineData("ftp://fields.example.org")]
    [InlineData("https://fields.example.org?code=1")]
    [InlineData("https://name:secret@fields.example.org")]
    public void From_NoAddressOfAService_IsRefusedByName(string setting) =>
        Should.Throw<InvalidOperationException>(() => SettingsOf(setting)).Message.ShouldContain("RASTERFLOW_PUBLIC_URL");

    private static AppSettings SettingsOf(string? address) =>
        AppSettings.From(new ConfigurationBuilder().AddInMemoryCollection([new("RASTERFLOW_PUBLIC_URL", address)]).Build());
}
