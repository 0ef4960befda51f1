using System.Text.Json;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Map;

/// <summary>The map page's own code, outside the browser.</summary>
public sealed class WarpTests
{
    [Fact]
    public async Task Warp_AtAllZooms_TakesThePixelThatTheProjectionNames()
    {
        JsonElement cases = await Node.RunBrowserAsync("warp.mjs");

        cases.GetArrayLength().ShouldBe(30);
        cases.EnumerateArray().ShouldAllBe(static c => c.GetProperty("compared").GetInt32() > 1000 && c.GetProperty("worst").GetDouble() < 0.01);
    }
}
