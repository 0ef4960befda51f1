using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using RasterFlow.GpuContainer;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Infra;

/// <summary>gpu-container/Dockerfile and .dockerignore against the code; the image itself is not built here.</summary>
public sealed partial class DockerfileTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "gpu-container", "Dockerfile")).Replace("\\\n", " ", StringComparison.Ordinal);
    private static readonly string[] Ignored = [.. File.ReadAllLines(Path.Combine(Repository.Root, ".dockerignore")).Where(static line => line is not "" && line[0] != '#')];

    [Fact]
    public void Publish_Project_IsBuiltWithOfficialPackages()
    {
        string line = Lines("RUN").Single(static run => run.Contains("dotnet publish", StringComparison.Ordinal));
        line.ShouldContain("-p:OfficialPackages=true");
        File.Exists(Path.Combine(Repository.Root, line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2])).ShouldBeTrue(line);
    }

    [Fact]
    public void Copy_Sources_ExistAndAreSentToTheBuilder()
    {
        string[] sources = [.. Lines("COPY").Where(static copy => !copy.StartsWith("--from", StringComparison.Ordinal)).SelectMany(static copy => copy.Split(' ')[..^1])];
        sources.ShouldContain("pipeline/");
        sources.Where(static source => !Path.Exists(Path.Combine(Repository.Root, source))).ShouldBeEmpty();
        sources.Select(static source => source.TrimEnd('/')).Intersect(Ignored).ShouldBeEmpty();
    }

    [Fact]
    public void Copy_ReferencedProjects_AreCopied()
    {
        string project = File.ReadAllText(Path.Combine(Repository.Root, "gpu-container", "RasterFlow.GpuContainer.csproj"));
        foreach (Match reference in References().Matches(project))
        {
            Lines("COPY").ShouldContain(copy => copy.StartsWith($"{reference.Groups[1].Value}/ ", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("**/bin")]
    [InlineData("**/obj")]
    [InlineData("node_modules")]
    public void Ignore_BuildOutputs_StayBehind(string pattern) => Ignored.ShouldContain(pattern);

    [Fact]
    public void Entry_Program_IsTheProjectsOutput() => Lines("ENTRYPOINT").ShouldBe([$"[\"/app/{typeof(WorkerSettings).Assembly.GetName().Name}\"]"]);

    [Fact]
    public void Expose_Port_IsTheDefaultHealthPort() =>
        Lines("EXPOSE").ShouldBe([WorkerSettings.From(new ConfigurationBuilder().Build()).Port.ToString(CultureInfo.InvariantCulture)]);

    [Fact]
    public void User_Last_IsNotRoot() => Lines("USER").Last().ShouldNotBeOneOf("root", "0");

    [Fact]
    public void Packages_Zstandard_IsInstalled() => Lines("RUN").Last().Split(' ').ShouldContain("libzstd1");

    [Fact]
    public void Base_Runtime_IsCuda13WithCudnn() => Lines("FROM").Last().ShouldMatch("^nvidia/cuda:13\\..*-cudnn-runtime-");

    private static string[] Lines(string instruction) =>
        [.. Text.Split('\n').Where(line => line.StartsWith($"{instruction} ", StringComparison.Ordinal)).Select(line => line[(instruction.Length + 1)..].Trim())];

    [GeneratedRegex("ProjectReference Include=\"\\.\\./([^/]+)/")]
    private static partial Regex References();
}
