using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using RasterFlow.Functions.Hosting;
using RasterFlow.Functions.Triggers;
using RasterFlow.GpuContainer;
using RasterFlow.Inference;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Infra;

/// <summary>infra/ against the grammar, against itself and against the code that it deploys.</summary>
public sealed partial class InfraTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "infra");
    private static readonly Lazy<Task<IReadOnlyList<BicepFile>>> Files = new(() => BicepFile.ReadFolderAsync(Folder));
    private static readonly IConfiguration NoSettings = new ConfigurationBuilder().Build();

    [Fact]
    public async Task Templates_Parsed_HaveNoProblem() => BicepProblems.Of(await Files.Value).ShouldBeEmpty();

    [Fact]
    public async Task Templates_EveryModuleFile_IsUsed()
    {
        BicepFile main = await FileAsync("main.bicep");
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(Folder, "modules")).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        main.Modules.Select(static module => Path.GetFileName(module.Path)).Order(StringComparer.Ordinal).ShouldBe(files);
    }

    [Fact]
    public async Task Templates_EveryParameterAndOutput_IsDescribed() =>
        (await Files.Value).SelectMany(static file => file.Parameters.Concat(file.Outputs).Where(static member => !member.Described)
            .Select(member => $"{Path.GetFileName(file.Path)}: {member.Name}")).ShouldBeEmpty();

    [Fact]
    public async Task Templates_NoFile_AsksForKeys()
    {
        foreach (BicepFile file in await Files.Value)
        {
            Secrets().Matches(await File.ReadAllTextAsync(file.Path)).Select(static match => match.Value).ShouldBeEmpty(file.Path);
        }
    }

    [Fact]
    public async Task Templates_RoleIds_AreWrittenOnce()
    {
        string[] ids = [.. (await Files.Value).SelectMany(static file => Guids().Matches(File.ReadAllText(file.Path)).Select(static match => match.Value))];
        ids.Length.ShouldBe((await FileAsync("access.bicep")).Objects["roles"].Length);
        ids.ShouldBeUnique();
    }

    [Fact]
    public async Task Storage_Queues_AreThoseOfTheCode() =>
        (await NamesAsync("/queueServices/queues@")).ShouldBe(
            [InferenceQueues.Blocks, InferenceQueues.Results, $"{InferenceQueues.Blocks}-poison", $"{InferenceQueues.Results}-poison"], ignoreOrder: true);

    [Fact]
    public async Task Storage_Containers_HoldThoseOfTheCode()
    {
        string?[] containers = await NamesAsync("/blobServices/containers@");
        containers.ShouldContain(AppSettings.From(NoSettings).Container);
        containers.ShouldContain(WorkerSettings.From(NoSettings).Container);
        containers.ShouldContain(DropContainer());
    }

    [Fact]
    public async Task Storage_SharedKeys_AreOff() =>
        (await File.ReadAllTextAsync((await FileAsync("storage.bicep")).Path)).ShouldContain("allowSharedKeyAccess: false");

    [Fact]
    public async Task Functions_EverySettingInPercentSigns_IsSet()
    {
        string[] needed = [.. SourcesOf("functions").Append(Path.Combine(Repository.Root, "host.json"))
            .SelectMany(static path => PercentSettings().Matches(File.ReadAllText(path)).Select(static match => match.Groups[1].Value)).Distinct()];
        needed.ShouldContain("RASTERFLOW_TASK_HUB");
        needed.ShouldContain("RASTERFLOW_SEASONAL_TIMER");
        needed.Except((await FileAsync("functions.bicep")).Objects["settings"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Functions_EveryOwnSetting_IsReadByTheCode()
    {
        BicepFile file = await FileAsync("functions.bicep");
        Unread(file.Objects["settings"].Concat(file.Objects["hosts"]), [.. SourcesOf("functions"), Path.Combine(Repository.Root, "host.json")]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("blobServiceUri")]
    [InlineData("queueServiceUri")]
    [InlineData("tableServiceUri")]
    [InlineData("credential")]
    [InlineData("clientId")]
    public async Task Functions_Storage_IsOpenedByIdentity(string property) =>
        (await FileAsync("functions.bicep")).Objects["settings"].ShouldContain($"AzureWebJobsStorage__{property}");

    [Fact]
    public async Task Worker_EveryOwnSetting_IsReadByTheCode() =>
        Unread((await FileAsync("worker.bicep")).Entries.Select(static entry => entry.Name), SourcesOf("gpu-container")).ShouldBeEmpty();

    [Fact]
    public async Task Worker_Settings_AreAccepted()
    {
        BicepFile file = await FileAsync("worker.bicep");
        Dictionary<string, string?> known = file.Entries.Where(static entry => entry.Value is not null).ToDictionary(static entry => entry.Name, static entry => entry.Value);
        WorkerSettings settings = WorkerSettings.From(new ConfigurationBuilder().AddInMemoryCollection(known).Build());
        settings.Port.ToString(CultureInfo.InvariantCulture).ShouldBe(file.Variables["healthPort"]);
        settings.ShutdownGrace.TotalSeconds.ToString(CultureInfo.InvariantCulture).ShouldBe(file.Variables["shutdownSeconds"]);
    }

    [Fact]
    public async Task Worker_Profiles_EachHaveASize()
    {
        string main = await File.ReadAllTextAsync((await FileAsync("main.bicep")).Path);
        string[] allowed = [.. Profiles().Match(main).Groups[1].Captures.Select(static capture => capture.Value)];
        allowed.ShouldNotBeEmpty();
        (await FileAsync("worker.bicep")).Objects["sizes"].ShouldBe(allowed, ignoreOrder: true);
    }

    // "aoi-drop/{name}" of the trigger.
    private static string DropContainer()
    {
        ParameterInfo content = typeof(AoiDrop).GetMethod(nameof(AoiDrop.RunAsync))!.GetParameters()[0];
        CustomAttributeData trigger = content.CustomAttributes.Single(static data => data.AttributeType.Name == "BlobTriggerAttribute");
        return ((string)trigger.ConstructorArguments[0].Value!).Split('/')[0];
    }

    private static async Task<BicepFile> FileAsync(string name) => (await Files.Value).Single(file => Path.GetFileName(file.Path) == name);

    private static async Task<string?[]> NamesAsync(string type) =>
        [.. (await FileAsync("storage.bicep")).Resources.Where(resource => resource.Type.Contains(type, StringComparison.Ordinal) && !resource.Existing).SelectMany(static resource => resource.Names)];

    private static string[] SourcesOf(string project) =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, project), "*.cs", SearchOption.AllDirectories)
            .Where(static path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))];

    // Settings of ours that no source names.
    private static string[] Unread(IEnumerable<string> settings, string[] sources)
    {
        string[] own = [.. settings.Where(static name => name.StartsWith("RASTERFLOW_", StringComparison.Ordinal))];
        own.ShouldNotBeEmpty();
        string[] texts = [.. sources.Select(File.ReadAllText)];
        return [.. own.Where(name => !texts.Any(text => text.Contains($"\"{name}\"", StringComparison.Ordinal) || text.Contains($"%{name}%", StringComparison.Ordinal)))];
    }

    [GeneratedRegex("listKeys|listCredentials|listSecrets|listAccountSas|AccountKey|DefaultEndpointsProtocol|SharedAccessKey|@secure|password", RegexOptions.IgnoreCase)]
    private static partial Regex Secrets();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.IgnoreCase)]
    private static partial Regex Guids();

    [GeneratedRegex("%([A-Z][A-Z0-9_]+)%")]
    private static partial Regex PercentSettings();

    [GeneratedRegex(@"@allowed\(\[\s*(?:'([^']+)'\s*)+\]\)\s*param workerProfile ")]
    private static partial Regex Profiles();
}
