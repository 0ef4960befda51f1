using System.Text.Json;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Map;

/// <summary>The map page's own code, outside the browser.</summary>
public sealed class MapScriptTests
{
    [Fact]
    public async Task Warp_AtAllZooms_TakesThePixelThatTheProjectionNames()
    {
        JsonElement cases = await Node.RunBrowserAsync("warp.mjs");

        cases.GetArrayLength().ShouldBe(30);
        cases.EnumerateArray().ShouldAllBe(static c => c.GetProperty("compared").GetInt32() > 1000 && c.GetProperty("worst").GetDouble() < 0.01);
    }

    [Fact]
    public async Task Address_OfAnyNonsense_IsAStateThatCanBeDrawn()
    {
        JsonElement found = await Node.RunBrowserAsync("url-state.mjs", "17", "20000");

        found.GetProperty("wrong").GetRawText().ShouldBe("[]");
        found.GetProperty("members").GetArrayLength().ShouldBe(14);
        found.GetProperty("place").GetProperty("center").Deserialize<double[]>().ShouldBe([0, 85.05]);
        found.GetProperty("plain").Deserialize<string[]>().ShouldBe(["fields", "boundaries"]);
        found.GetProperty("commas").GetString().ShouldBe("a\\,b,c\\\\,d");
    }
}
