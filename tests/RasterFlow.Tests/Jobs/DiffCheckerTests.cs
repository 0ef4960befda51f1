using System.Text;
using System.Text.Json;
using RasterFlow.Jobs;
using RasterFlow.Storage;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Jobs;

public sealed class DiffCheckerTests : IDisposable
{
    private const string Old = "vectors/aa11/parts";
    private const string New = "vectors/bb22/parts";
    private static readonly DateOnly First = new(2023, 1, 1);
    private static readonly DateOnly Second = new(2024, 1, 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("diffs-").FullName;

    private FileObjectStore Store => new(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Check_JobsByIdAndVectorsByAddress_FindsBoth()
    {
        await WriteAsync(Old, ["field"], First);
        await WriteAsync(New, ["field"], Second);
        await WriteJobAsync("old", Old);

        (CheckedDiff? diff, _) = await CheckAsync($$"""{"before":"old","after":"{{Store.GetUri(New)}}/"}""");

        (diff!.Job.Before.Root, diff.Job.After.Root).ShouldBe((Old, New));
        diff.Job.Features.ShouldBe(["field"]);
        DiffChecker.OutputRootOf(diff.Id).ShouldBe(diff.Job.OutputRoot);
    }

    [Fact]
    public async Task Check_SameRequest_HasTheSameId_AndAnotherDoesNot()
    {
        await WriteAsync(Old, ["field"], First);
        await WriteAsync(New, ["field"], Second);
        string request = $$"""{"before":"{{Old}}","after":"{{New}}"}""";

        string id = (await CheckAsync(request)).Diff!.Id;

        (await CheckAsync(request)).Diff!.Id.ShouldBe(id);
        (await CheckAsync($$"""{"before":"{{New}}","after":"{{Old}}"}""")).Diff!.Id.ShouldNotBe(id);
        (await CheckAsync($$"""{"before":"{{Old}}","after":"{{New}}","threshold":0.25}""")).Diff!.Id.ShouldNotBe(id);
    }

    [Fact]
    public async Task Check_EverythingWrong_NamesAllOfIt()
    {
        await WriteJobAsync("mosaic", null);

        (CheckedDiff? diff, List<JobProblem> problems) = await CheckAsync("""{"before":"nobody","after":"mosaic","threshold":2,"treshold":1,"before_time":"soon"}""");

        diff.ShouldBeNull();
        problems.Select(problem => problem.Field).ShouldBe(["before", "after", "threshold", "treshold", "before_time"], ignoreOrder: true);
        problems.Single(problem => problem.Field == "before").Message.ShouldContain("'nobody'");
        problems.Single(problem => problem.Field == "after").Message.ShouldContain("made no vectors");
    }

    [Theory]
    [InlineData("https://elsewhere.blob.core.windows.net/c/vectors/aa11/parts")]
    [InlineData("vectors/aa11/../../secrets/parts")]
    [InlineData("models/aa11/model.onnx")]
    [InlineData("../x")]
    public async Task Check_AddressThatIsNoVectorsHere_IsRefused(string address) =>
        (await CheckAsync($$"""{"before":"{{address}}","after":"{{address}}"}""")).Problems.Count.ShouldBe(2);

    [Fact]
    public async Task Check_VectorsMissingOrDamaged_SaysWhich()
    {
        await Store.WriteAsync(VectorResult.KeyOf(New), "{"u8.ToArray());

        List<JobProblem> problems = (await CheckAsync($$"""{"before":"{{Old}}","after":"{{New}}"}""")).Problems;

        problems.Single(problem => problem.Field == "before").Message.ShouldContain($"no vectors at {Old}");
        problems.Single(problem => problem.Field == "after").Message.ShouldContain($"{New}.result.json is damaged");
    }

    [Fact]
    public async Task Check_DifferentLabels_AsksWhichOnes()
    {
        await WriteAsync(Old, ["field"], First);
        await WriteAsync(New, ["field", "road"], First);

        (await CheckAsync($$"""{"before":"{{Old}}","after":"{{New}}"}""")).Problems.Single().Message.ShouldContain("road");
        (await CheckAsync($$"""{"before":"{{Old}}","after":"{{New}}","features":["field"]}""")).Problems.ShouldBeEmpty();
        (await CheckAsync($$"""{"before":"{{Old}}","after":"{{New}}","features":["road"]}""")).Problems.Single().Message.ShouldContain("'road' is not a label of both");
    }

    [Fact]
    public async Task Check_TimeSteps_AreChosenWhereThereAreSeveral()
    {
        await WriteAsync(Old, ["field"], First, Second);

        (await CheckAsync($$"""{"before":"{{Old}}","after":"{{Old}}"}""")).Problems.Select(problem => problem.Field).ShouldBe(["before_time", "after_time"]);
        (await CheckAsync($$"""{"before":"{{Old}}","after":"{{Old}}","before_time":"2023-01-01","after_time":"2025-01-01"}""")).Problems.Single().Message.ShouldContain("2024-01-01");
        (await CheckAsync($$"""{"before":"{{Old}}","after":"{{Old}}","before_time":"2023-01-01","after_time":"2024-01-01"}""")).Diff!.Job.After.Time.ShouldBe(Second);
    }

    private async Task<(CheckedDiff? Diff, List<JobProblem> Problems)> CheckAsync(string request)
    {
        List<JobProblem> problems = [];
        DiffDocument document = DiffDocumentReader.Read(JsonDocument.Parse(request).RootElement, problems);
        return (await new DiffChecker(Store).CheckAsync(document, problems), problems);
    }

    private Task WriteAsync(string root, string[] labels, params DateOnly[] times) => new VectorResult
    {
        Labels = [.. labels.Select(label => new LabelTotal(label, 1, 1))],
        Parts = [new VectorPart($"{root}/part-00000.parquet", 1, 1, [0, 0, 1, 1], [])],
        Times = times,
    }.WriteAsync(Store, root);

    private Task WriteJobAsync(string id, string? vectors)
    {
        JobResult result = new()
        {
            JobId = id,
            Outputs = vectors is null ? [] : [new JobOutput("vectors", "vectors", vectors, true, Store.GetUri(vectors), new Dictionary<string, long>())],
            Skipped = [],
            Stages = [],
        };
        return Store.WriteAsync(JobPlan.ResultKeyOf(id), Encoding.UTF8.GetBytes(JsonSerializer.Serialize(result, JobJson.Options)));
    }
}
