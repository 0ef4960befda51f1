using RasterFlow.StandIns.FunctionsWorker;

namespace RasterFlow.Standins.Tests.Host;

public sealed class BlobPatternTests
{
    [Theory]
    [InlineData("c/{name}", "a.json", "name=a.json")]
    [InlineData("c/{name}", "folder/a.json", "name=folder/a.json")]
    [InlineData("c/{a}.{b}", "x.y.z", "a=x.y,b=z")]
    [InlineData("c/in/{name}.json", "in/.json", "name=")]
    [InlineData("c/in/{name}.json", "out/a.json", null)]
    [InlineData("c/{{{name}}}.txt", "{x}.txt", "name=x")]
    [InlineData("c/a+b({name})", "a+b(1)", "name=1")]
    [InlineData("c", "any/thing", "")]
    [InlineData("c/exact.txt", "exact.txt", "")]
    [InlineData("c/exact.txt", "exact.txt2", null)]
    public void Match_PatternAndBlob_CapturesAsAzureDoes(string path, string blob, string? expected)
    {
        IReadOnlyDictionary<string, string>? captures = BlobPattern.Parse(path).Match(blob);
        (captures is null ? null : string.Join(',', captures.Select(c => $"{c.Key}={c.Value}"))).ShouldBe(expected);
    }

    [Theory]
    [InlineData("c{x}/a")]
    [InlineData("c/")]
    [InlineData("/")]
    [InlineData(@"a\b/c")]
    [InlineData("c/{}")]
    [InlineData("c/{a")]
    [InlineData("c/a}")]
    public void Parse_InvalidPath_Throws(string path) => Should.Throw<FormatException>(() => BlobPattern.Parse(path));

    [Fact]
    public void Parse_ContainerInCapitals_IsLowered() => BlobPattern.Parse("Areas/{name}").Container.ShouldBe("areas");
}
