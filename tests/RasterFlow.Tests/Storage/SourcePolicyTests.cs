using RasterFlow.Storage;

namespace RasterFlow.Tests.Storage;

public sealed class SourcePolicyTests
{
    private static readonly SourcePolicy Policy = new() { AllowedHosts = ["data.example.com", "*.blob.core.windows.net"], SettingName = "MySetting" };

    [Theory]
    [InlineData("https://data.example.com/a.tif")]
    [InlineData("https://DATA.example.com/a.tif")]
    [InlineData("https://sentinel2l2a01.blob.core.windows.net/a")]
    [InlineData("https://data.example.com:8443/a.tif")]
    public void Demand_Allowed_Passes(string address) => Should.NotThrow(() => Policy.Demand(new Uri(address)));

    [Theory]
    [InlineData("http://data.example.com/a.tif", "https")]
    [InlineData("https://example.com/a.tif", "MySetting")]
    [InlineData("https://evil-data.example.com/a", "MySetting")]
    [InlineData("https://blob.core.windows.net/a", "MySetting")]
    [InlineData("https://evilblob.core.windows.net/a", "MySetting")]
    [InlineData("https://a.blob.core.windows.net.evil.com/a", "MySetting")]
    [InlineData("https://data.example.com@evil.com/a", "evil.com")]
    [InlineData("https://169.254.169.254/metadata", "MySetting")]
    [InlineData("http://localhost/a", "AllowLoopback")]
    [InlineData("https://127.0.0.1/a", "AllowLoopback")]
    [InlineData("https://[::1]/a", "AllowLoopback")]
    [InlineData("file:///etc/passwd", "AllowFiles")]
    [InlineData("ftp://data.example.com/a", "ftp")]
    [InlineData("s3://bucket/a", "s3")]
    public void Demand_NotAllowed_SaysWhichSetting(string address, string expected) =>
        Should.Throw<SourceNotAllowedException>(() => Policy.Demand(new Uri(address))).Message.ShouldContain(expected);

    [Fact]
    public void Demand_Refusal_ShowsNoSecret()
    {
        SourceNotAllowedException e = Should.Throw<SourceNotAllowedException>(() => Policy.Demand(new Uri("https://user:password@evil.com/a?sig=hush#f")));

        (e + e.Address.ToString()).ShouldNotContain("hush");
        e.ToString().ShouldNotContain("password");
    }

    [Fact]
    public void Open_NothingConfigured_RefusesAll()
    {
        using RangeReaderFactory readers = new(new SourcePolicy());
        Should.Throw<SourceNotAllowedException>(() => readers.Open(new Uri("https://example.com/a")));
    }
}
