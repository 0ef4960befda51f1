using Microsoft.Extensions.Configuration;
using RasterFlow.StandIns.FunctionsWorker;

namespace RasterFlow.Standins.Tests.Host;

public sealed class BindingTemplatesTests
{
    private static readonly BindingTemplates Templates = new(new ConfigurationBuilder()
        .AddInMemoryCollection([KeyValuePair.Create("QUEUE", (string?)"jobs"), KeyValuePair.Create("Section:Key", (string?)"deep")])
        .Build());

    [Theory]
    [InlineData("%QUEUE%", "jobs")]
    [InlineData("%queue%-%Section__Key%", "jobs-deep")]
    [InlineData("plain", "plain")]
    public void ResolveSettings_KnownNames_AreReplaced(string template, string expected) => Templates.ResolveSettings(template).ShouldBe(expected);

    [Fact]
    public void ResolveSettings_UnknownName_Throws()
        => Should.Throw<InvalidOperationException>(() => Templates.ResolveSettings("%NO_SUCH%")).Message.ShouldContain("%NO_SUCH%");

    [Theory]
    [InlineData("out/{name}.txt", "out/a b.txt")]
    [InlineData("{NAME}", "a b")]
    [InlineData("{{{name}}}", "{a b}")]
    [InlineData("{job.id}/{job.Area}", "7/iowa")]
    [InlineData("{dequeueCount}", "3")]
    public void Resolve_TriggerData_IsReplaced(string template, string expected)
    {
        Dictionary<string, object?> data = new(StringComparer.OrdinalIgnoreCase) { ["name"] = "a b", ["dequeueCount"] = 3L };
        BindingTemplates.AddJsonProperties("""{ "job": { "id": 7, "area": "iowa" }, "name": "loses to the trigger's own" }""", data);
        BindingTemplates.Resolve(template, data).ShouldBe(expected);
    }

    [Fact]
    public void Resolve_RandGuid_IsANewGuid() => Guid.TryParse(BindingTemplates.Resolve("{rand-guid}", new Dictionary<string, object?>()), out _).ShouldBeTrue();

    [Fact]
    public void Resolve_UnknownName_Throws()
        => Should.Throw<InvalidOperationException>(() => BindingTemplates.Resolve("{nope}", new Dictionary<string, object?>())).Message.ShouldContain("nope");
}
