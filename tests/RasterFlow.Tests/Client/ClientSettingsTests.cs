using RasterFlow.Client;

namespace RasterFlow.Tests.Client;

/// <summary>Where the command line finds the service and its storage.</summary>
public sealed class ClientSettingsTests
{
    private const string Account = "DefaultEndpointsProtocol=https;AccountName=fields;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net";

    [Theory]
    [InlineData("", "--url is empty")]
    [InlineData("  ", "--url is empty")]
    [InlineData("localhost:7071", "--url: 'localhost:7071' is not the address of a service")]
    [InlineData("fields", "--url: 'fields' is not the address of a service")]
    [InlineData("ftp://fields.example", "Give one that begins with http:// or https://")]
    [InlineData("http://", "is not the address of a service")]
    public void From_UrlThatIsNone_SaysWhatToGive(string url, string expected) =>
        Should.Throw<FormatException>(() => ClientSettings.From(url, Account)).Message.ShouldContain(expected);

    [Theory]
    [InlineData("", "--storage is empty")]
    [InlineData(" ", "--storage is empty")]
    [InlineData("fields", "--storage is no connection string")]
    [InlineData("AccountName=fields", "--storage is no connection string")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=fields;AccountKey=not base64!;EndpointSuffix=core.windows.net", "--storage is no connection string")]
    [InlineData("http://fields.blob.core.windows.net", "--storage: an address that begins with http: cannot be opened")]
    public void From_StorageThatIsNone_SaysWhatToGiveAndNoSecret(string storage, string expected)
    {
        string message = Should.Throw<FormatException>(() => ClientSettings.From(null, storage)).Message;

        message.ShouldContain(expected);
        message.ShouldNotContain("base64!");
    }

    [Theory]
    [InlineData(Account)]
    [InlineData("UseDevelopmentStorage=true")]
    [InlineData("https://fields.blob.core.windows.net")]
    public void From_Storage_IsOpened(string storage) =>
        ClientSettings.From("https://fields.example", storage).OpenStore().GetUri("x").AbsolutePath.ShouldEndWith("/rasterflow/x");
}
