using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using RasterFlow.Functions.Hosting;
using RasterFlow.Functions.Http;

namespace RasterFlow.Tests.Map;

/// <summary>The base map that an installation may name, and what the page may then ask for.</summary>
public sealed class BaseMapTests
{
    private const string Tiles = "https://tiles.example.org/maps/{z}/{x}/{y}.png";

    [Fact]
    public void From_NoSetting_IsNoBaseMap() => BaseMap.From(static _ => null).ShouldBeNull();

    [Theory]
    [InlineData("http://tiles.example.org/{z}/{x}/{y}.png")]
    [InlineData("https://tiles.example.org/{z}/{x}.png")]
    [InlineData("https://{x}.example.org/{z}/{x}/{y}.png")]
    [InlineData("tiles/{z}/{x}/{y}.png")]
    public void From_NoAddressOfTiles_IsRefusedByName(string tiles) =>
        Should.Throw<InvalidOperationException>(() => BaseMap.From(_ => tiles)).Message.ShouldContain("RASTERFLOW_BASE_MAP_TILES");

    [Fact]
    public void GetMapFile_WithABaseMap_LetsThePageAskItsHostAlone()
    {
        string policy = PolicyOf(Tiles);

        policy.ShouldContain("img-src 'self' data: blob: https://tiles.example.org;");
        policy.ShouldContain("connect-src 'self' https://tiles.example.org;");
        policy.ShouldContain("script-src 'self';");
    }

    [Fact]
    public void GetMapFile_WithoutABaseMap_LetsThePageAskNobodyElse() => PolicyOf(null).ShouldContain("connect-src 'self';");

    private static string PolicyOf(string? tiles)
    {
        IConfiguration settings = new ConfigurationBuilder().AddInMemoryCollection([new("RASTERFLOW_BASE_MAP_TILES", tiles)]).Build();
        DefaultHttpContext context = new();
        context.Request.Path = "/api/map";
        new MapPage(AppSettings.From(settings)).GetMapFile(context.Request, null);
        return context.Response.Headers.ContentSecurityPolicy.ToString();
    }
}
