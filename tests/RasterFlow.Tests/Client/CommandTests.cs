using System.CommandLine;
using System.Text.Json;
using RasterFlow.Client;
using RasterFlow.Client.Commands;
using RasterFlow.Client.Staging;
using RasterFlow.Jobs;

namespace RasterFlow.Tests.Client;

/// <summary>What the command line refuses before it asks anybody, and what it says of failures.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rasterflow-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("The job's id is empty.", "status", "")]
    [InlineData("The job's id is empty.", "cancel", " ")]
    [InlineData("The job's id is empty.", "download", "", "--to", "x")]
    [InlineData("The job's id is empty.", "share", "", "tiles.pmtiles")]
    [InlineData("--hours must lie between 0.001 and 168, but is NaN.", "share", "a", "tiles.pmtiles", "--hours", "NaN")]
    [InlineData("--hours must lie between 0.001 and 168, but is -1.", "share", "a", "tiles.pmtiles", "--hours", "-1")]
    [InlineData("--size must lie between 64 and 20000, but is 0.", "samples", "--to", "x", "--size", "0")]
    [InlineData("--size must lie between 64 and 20000, but is -5.", "demo", "--size", "-5")]
    [InlineData("--port must lie between 0 and 65535, but is 99999.", "up", "--port", "99999")]
    [InlineData("--blob-port must lie between 0 and 65535, but is -1.", "up", "--blob-port", "-1")]
    public void Parse_ValueThatCannotBe_IsRefusedByName(string expected, params string[] arguments) =>
        Parse(arguments).Errors.ShouldHaveSingleItem().Message.ShouldStartWith(expected);

    [Theory]
    [InlineData("status", "a")]
    [InlineData("share", "a", "tiles.pmtiles")]
    [InlineData("share", "a", "tiles.pmtiles", "--hours", "168")]
    [InlineData("samples", "--to", "x")]
    [InlineData("up", "--port", "0")]
    public void Parse_ValueThatCanBe_IsTaken(params string[] arguments) => Parse(arguments).Errors.ShouldBeEmpty();

    [Theory]
    [InlineData("", "job.json is empty.")]
    [InlineData("{\"aoi\"", "job.json is not JSON (line 1, byte 6).")]
    public async Task StageDocument_FileThatIsNoJson_IsToldWithItsPlace(string content, string expected)
    {
        FileInfo file = new(Path.Combine(_folder, "job.json"));
        await File.WriteAllTextAsync(file.FullName, content);

        (await Should.ThrowAsync<FormatException>(() => StageAsync(file))).Message.ShouldContain(expected);
    }

    [Fact]
    public async Task StageDocument_Folder_IsToldAsOne() =>
        (await Should.ThrowAsync<FileNotFoundException>(() => StageAsync(new FileInfo(_folder)))).Message.ShouldContain("is a folder");

    [Theory]
    [InlineData(0, 3)]
    [InlineData(403, 1)]
    public async Task Guard_StorageThatFails_IsAMessageAndAnExitCode(int status, int expected)
    {
        Azure.RequestFailedException failure = new(status, "no", "AuthorizationFailure", null);

        (await CommonOptions.GuardAsync(() => throw failure)).ShouldBe(expected);
        (await CommonOptions.GuardAsync(() => throw new AggregateException(failure, failure))).ShouldBe(status == 0 ? 3 : 1);
    }

    private static Task<JsonElement> StageAsync(FileInfo file) => JobStager.StageDocumentAsync(
        ClientSettings.From(null, "UseDevelopmentStorage=true"), file, static content => JsonSerializer.Deserialize<JsonElement>(content, JobJson.Options), CancellationToken.None);

    private static ParseResult Parse(string[] arguments) => new RootCommand
    {
        StatusCommand.Create(), CancelCommand.Create(), DownloadCommand.Create(), ShareCommand.Create(), SamplesCommand.Create(), DemoCommand.Create(), UpCommand.Create(),
    }.Parse(arguments);
}
