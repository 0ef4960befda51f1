using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RasterFlow.Jobs;
using RasterFlow.Models;
using RasterFlow.Storage;
using RasterFlow.Tests.Storage;
using RasterFlow.Tests.Worker;

namespace RasterFlow.Tests.Models;

/// <summary>Models, cards and registries on a real server: redirects, hashes, limits.</summary>
public sealed class ModelSourceTests : IDisposable
{
    private static readonly byte[] Model = OnnxModels.Conv(8, 3, 3);
    private static readonly string Hash = Convert.ToHexStringLower(SHA256.HashData(Model));
    private readonly string _folder = Directory.CreateTempSubdirectory("rasterflow-models-").FullName;
    private readonly RangeReaderFactory _readers = new(
        new SourcePolicy { AllowLoopback = true },
        options: new HttpReadOptions(1, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(20)));

    private FileObjectStore Store => new(_folder);

    public void Dispose()
    {
        _readers.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Stage_RelativeAndAbsoluteRedirects_KeepsTheModelUnderItsHash()
    {
        await using LocalServer server = await StartAsync();

        StagedModel staged = await StageAsync(server.Address("/ftw/resolve/main/model.onnx"));

        staged.ShouldBe(new StagedModel($"models/{Hash}/model.onnx", Hash, Model.Length, staged.Shape));
        (staged.Shape.InputChannels, staged.Shape.OutputChannels).ShouldBe((8, 3));
        (await Store.ReadAsync(staged.Key)).ShouldBe(Model);
        server.Requests.Select(static r => r.Path).Distinct().ShouldBe(["/ftw/resolve/main/model.onnx", "/api/cache", "/cdn/blob"]);
    }

    [Fact]
    public async Task Stage_RedirectToAnotherHost_IsRefusedNamingBoth()
    {
        await using LocalServer server = await StartAsync();

        ModelProblemException e = await Should.ThrowAsync<ModelProblemException>(() => StageAsync(server.Address("/away")));

        e.Message.ShouldContain("/away redirects to another place");
        e.Message.ShouldContain("cdn.example.org");
        e.Message.ShouldNotContain("secret");
    }

    [Fact]
    public async Task Stage_EndlessRedirects_EndAfterFive()
    {
        await using LocalServer server = await StartAsync();
        (await Should.ThrowAsync<ModelProblemException>(() => StageAsync(server.Address("/loop")))).Message.ShouldContain("more than 5 times");
        server.Requests.Count.ShouldBe(6);
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(100)]
    public async Task Stage_WrongHash_KeepsNothing(int heldBytes)
    {
        await using LocalServer server = await StartAsync();
        ModelReference wrong = new(server.Address("/cdn/blob"), new string('0', 64), "predict.model_sha256", null);

        ModelProblemException e = await Should.ThrowAsync<ModelProblemException>(() => StageAsync(wrong, new ModelOptions { HeldBytes = heldBytes }));

        e.Message.ShouldContain(Hash);
        e.Message.ShouldContain("predict.model_sha256 says 0000");
        Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task Stage_LargerThanIsHeld_PassesThroughStorage()
    {
        await using LocalServer server = await StartAsync();

        StagedModel staged = await StageAsync(new ModelReference(server.Address("/cdn/blob"), null, null, null), new ModelOptions { HeldBytes = 100 });

        (await Store.ReadAsync(staged.Key)).ShouldBe(Model);
        staged.Shape.OutputChannels.ShouldBe(3);
        Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Count().ShouldBe(1, "the waiting copy is gone");
    }

    [Fact]
    public async Task Stage_LargerThanAllowed_IsRefusedBeforeItIsRead()
    {
        await using LocalServer server = await StartAsync();
        ModelReference model = new(server.Address("/cdn/blob"), null, null, null);

        ModelProblemException e = await Should.ThrowAsync<ModelProblemException>(() => StageAsync(model, new ModelOptions { MaxModelBytes = Model.Length - 1, MaxModelSetting = "THE_LIMIT" }));

        e.Message.ShouldContain("THE_LIMIT");
        server.Requests.ShouldHaveSingleItem().Range.ShouldBe("bytes=0-0");
    }

    [Fact]
    public async Task Stage_KnownHash_IsNotReadFromOutsideAgain()
    {
        await using LocalServer server = await StartAsync();
        await StageAsync(server.Address("/cdn/blob"));
        int before = server.Requests.Count;

        StagedModel again = await StageAsync(new ModelReference(server.Address("/cdn/blob"), Hash, "the card", null), new ModelOptions());

        (again.Sha256, again.Shape.InputChannels, server.Requests.Count).ShouldBe((Hash, 8, before));
    }

    [Theory]
    [InlineData("/external", "'../../etc/passwd'")]
    [InlineData("/text", "not an ONNX model")]
    [InlineData("/cut", "cut off or damaged")]
    [InlineData("/nothing", "There is no model at")]
    public async Task Stage_WhatIsNoWholeModel_IsRefusedSayingWhy(string path, string expected)
    {
        await using LocalServer server = await StartAsync();

        (await Should.ThrowAsync<ModelProblemException>(() => StageAsync(server.Address(path)))).Message.ShouldContain(expected);

        Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_ModelWithACardBeside_TakesWhatTheDocumentLeavesOut()
    {
        await using LocalServer server = await StartAsync();
        JsonObject job = Job(server.Address("/cards/model.onnx").AbsoluteUri);
        job["predict"]!["patch_size"] = 128;
        (JobDocument document, List<JobProblem> problems) = await ReadAsync(job);

        problems.ShouldBeEmpty();
        document.Datasets.ShouldBe(["S2_MED_HARVEST"]);
        document.Predict!.Labels.ShouldBe(["a", "b", "c"]);
        (document.Predict.PatchSize, document.Predict.ClipSize).ShouldBe((128, 8));
        document.Predict.Model!.Sha256.ShouldBe(Hash);
    }

    [Fact]
    public async Task Read_PatchThatTheCardsNetworkCannotTake_IsNamed()
    {
        await using LocalServer server = await StartAsync();
        JsonObject job = Job(server.Address("/cards/model.onnx").AbsoluteUri);
        job["predict"]!["patch_size"] = 100;
        (_, List<JobProblem> problems) = await ReadAsync(job);
        problems.ShouldHaveSingleItem().Message.ShouldContain("100 is no multiple of 16");
    }

    [Fact]
    public async Task Read_CardOfALaterVersion_IsAProblemOfTheModel()
    {
        await using LocalServer server = await StartAsync();
        (_, List<JobProblem> problems) = await ReadAsync(Job(server.Address("/later/model.onnx").AbsoluteUri));
        JobProblem problem = problems.Single(static p => p.Field == "predict.model_path");
        problem.Message.ShouldContain("/later/model.json");
        problem.Message.ShouldContain("version 1");
    }

    [Fact]
    public async Task Read_NameInARegistry_IsItsAddressHashAndCard()
    {
        await using LocalServer server = await StartAsync();
        await Store.WriteAsync(ModelOptions.RegistryKey, Encoding.UTF8.GetBytes("""{"models": {"other": {"url": "https://example.org/x.onnx"}}}"""));

        (JobDocument document, List<JobProblem> problems) = await ReadAsync(Job("fields"), server.Address("/registry/models.json"));

        problems.ShouldBeEmpty();
        document.Predict!.ModelPath.ShouldBe(server.Address("/cdn/blob"));
        document.Predict.Model!.Sha256.ShouldBe(Hash);
        document.Predict.Model.Sha256Source!.ShouldContain("'fields'");
        document.Predict.Labels.ShouldBe(["x", "y", "z"]);
    }

    [Theory]
    [InlineData("/cards/model.onnx", "The model card")]
    [InlineData("fields", "'fields'")]
    public async Task Read_HashesThatDiffer_AreRefusedNamingBoth(string model, string source)
    {
        await using LocalServer server = await StartAsync();
        string stated = new('0', 64);
        JsonObject job = Job(model[0] == '/' ? server.Address(model).AbsoluteUri : model);
        job["predict"]!["model_sha256"] = stated;

        (_, List<JobProblem> problems) = await ReadAsync(job, server.Address("/registry/models.json"));

        string message = problems.Single(static p => p.Field == "predict.model_path").Message;
        message.ShouldContain($"predict.model_sha256 says that the model's SHA-256 is {stated}");
        message.ShouldContain(source);
        message.ShouldContain(Hash);
    }

    [Fact]
    public async Task Read_RegistryAndItsCardDiffer_IsRefusedNamingBoth()
    {
        await using LocalServer server = await StartAsync();
        var entry = new { url = server.Address("/cards/model.onnx"), sha256 = new string('1', 64) };
        byte[] registry = JsonSerializer.SerializeToUtf8Bytes(new { models = new { fields = entry } });
        await Store.WriteAsync(ModelOptions.RegistryKey, registry);
        (_, List<JobProblem> problems) = await ReadAsync(Job("fields"));
        string message = problems.Single(static p => p.Field == "predict.model_path").Message;
        message.ShouldContain("1111");
        message.ShouldContain("/cards/model.json says " + Hash);
    }

    [Fact]
    public async Task Read_NameThatNoRegistryHas_ListsThoseThatAre()
    {
        await using LocalServer server = await StartAsync();
        (_, List<JobProblem> problems) = await ReadAsync(Job("feilds"), server.Address("/registry/models.json"));
        problems.Single(static p => p.Field == "predict.model_path").Message.ShouldContain("'feilds' is neither an http(s) address nor a name in the model registry. Names: fields.");
    }

    private async Task<(JobDocument Document, List<JobProblem> Problems)> ReadAsync(JsonObject job, params Uri[] registries)
    {
        List<JobProblem> problems = [];
        JobDocumentResolver resolver = new(new ModelResolver(_readers, Store, new ModelOptions { Registries = registries }));
        return (await resolver.ReadAsync(JsonSerializer.SerializeToElement(job), problems), problems);
    }

    private Task<StagedModel> StageAsync(Uri address) => StageAsync(new ModelReference(address, null, null, null), new ModelOptions());

    private Task<StagedModel> StageAsync(ModelReference model, ModelOptions options) => new ModelStore(_readers, Store, options).StageAsync(model);

    private static JsonObject Job(string model) => new()
    {
        ["aoi"] = new JsonArray(-101, 37, -100, 38),
        ["scenes"] = "https://example.com/items.json",
        ["start"] = "2023-01-01",
        ["end"] = "2024-01-01",
        ["predict"] = new JsonObject { ["model_path"] = model },
    };

    private static Task<LocalServer> StartAsync() => LocalServer.StartAsync(static (context, _) => AnswerAsync(context));

    private static Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        string host = $"http://{request.Host}";
        return request.Path.Value switch
        {
            "/ftw/resolve/main/model.onnx" => RedirectAsync(context, "/api/cache?x=1", 307),
            "/api/cache" => RedirectAsync(context, $"{host}/cdn/blob?signature=secret", 302),
            "/away" => RedirectAsync(context, "https://cdn.example.org/blob?signature=secret", 302),
            "/loop" => RedirectAsync(context, "/loop", 302),
            "/cdn/blob" or "/cards/model.onnx" => LocalServer.ServeAsync(context, Model),
            "/external" => LocalServer.ServeAsync(context, OnnxModels.WithExternalData("../../etc/passwd")),
            "/text" => LocalServer.ServeAsync(context, "<html>Log in</html>"u8.ToArray()),
            "/cut" => LocalServer.ServeAsync(context, Model[..^40]),
            "/cards/model.json" => LocalServer.ServeAsync(context, Card("S2_MED_HARVEST", "a", "b", "c")),
            "/later/model.json" => LocalServer.ServeAsync(context, """{"model_card": 2}"""u8.ToArray()),
            "/registry/models.json" => LocalServer.ServeAsync(context, Registry()),
            _ => NotFoundAsync(context),
        };
    }

    private static byte[] Registry() => JsonSerializer.SerializeToUtf8Bytes(new
    {
        models = new { fields = new { url = "../cdn/blob", sha256 = Hash, card = JsonNode.Parse(Card("S2_MED_PLANTING", "x", "y", "z")) } },
    });

    private static byte[] Card(string dataset, params string[] labels) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        model_card = 1,
        sha256 = Hash,
        datasets = new[] { dataset },
        features = new[] { $"{dataset.ToLowerInvariant().Replace("s2_med", "s2med", StringComparison.Ordinal)}:B04", ":B03" },
        labels,
        input = new { side_multiple = 16 },
        patch_size = 64,
        clip_size = 8,
    });

    private static Task RedirectAsync(HttpContext context, string location, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
