using Microsoft.Azure.Functions.Worker;
using RasterFlow.StandIns.FunctionsWorker;

namespace RasterFlow.Standins.Tests.Host;

public sealed class FunctionIndexTests
{
    [Fact]
    public void All_PublicMethodsOnly_StaticAndInstance()
        => new FunctionIndex([typeof(Mixed)]).All.Select(f => f.Name).ShouldBe(["Instance", "Static"], ignoreOrder: true);

    [Fact]
    public void Find_AnotherCase_Finds() => new FunctionIndex([typeof(Mixed)]).Find("STATIC").ShouldNotBeNull();

    [Theory]
    [InlineData(typeof(TwiceInAnotherCase), "used twice")]
    [InlineData(typeof(NamedHost), "no valid function name")]
    [InlineData(typeof(NamedWithASpace), "no valid function name")]
    [InlineData(typeof(NoTrigger), "0 triggers")]
    public void Constructor_BrokenFunctions_Throws(Type type, string message)
        => Should.Throw<InvalidOperationException>(() => new FunctionIndex([type])).Message.ShouldContain(message);

    [Theory]
    [InlineData(nameof(Levels.Bare), AuthorizationLevel.Function)]
    [InlineData(nameof(Levels.MethodOnly), AuthorizationLevel.Function)]
    [InlineData(nameof(Levels.Anonymous), AuthorizationLevel.Anonymous)]
    [InlineData(nameof(Levels.Admin), AuthorizationLevel.Admin)]
    public void HttpRoute_Level_IsTheWrittenOneElseFunction(string name, AuthorizationLevel expected)
        => HttpRoute.Of(new FunctionIndex([typeof(Levels)]).Find(name)!, "api").Level.ShouldBe(expected);

    [Theory]
    [InlineData(typeof(QueueTriggerAttribute), "queueTrigger")]
    [InlineData(typeof(HttpTriggerAttribute), "httpTrigger")]
    [InlineData(typeof(OrchestrationTriggerAttribute), "orchestrationTrigger")]
    public void TypeOf_Attribute_IsTheMetadataName(Type attribute, string expected)
    {
        var instance = (Microsoft.Azure.Functions.Worker.Extensions.Abstractions.BindingAttribute)(attribute == typeof(QueueTriggerAttribute) ? new QueueTriggerAttribute("q") : Activator.CreateInstance(attribute)!);
        LocalFunctionDefinition.TypeOf(instance).ShouldBe(expected);
    }

    [Theory]
    [InlineData("jobs", "jobs-poison")]
    [InlineData("jobs-poison", null)]
    [InlineData("a23456789012345678901234567890123456789012345678901234567", null)]
    public void PoisonNameOf_Queue_HasOneUnlessPoisonOrTooLong(string queue, string? expected) => QueueTriggers.PoisonNameOf(queue).ShouldBe(expected);

#pragma warning disable CA1822 // Functions are instance methods in an app.
    private sealed class Mixed
    {
        [Function("Static")]
        public static void AStatic([QueueTrigger("q")] string message) => _ = message;

        [Function("Instance")]
        public void AnInstance([QueueTrigger("q")] string message) => _ = message;

        [Function("Hidden")]
        internal void Hidden([QueueTrigger("q")] string message) => _ = message;
    }

    private sealed class TwiceInAnotherCase
    {
        [Function("Same")]
        public void One([QueueTrigger("q")] string message) => _ = message;

        [Function("SAME")]
        public void Two([QueueTrigger("q")] string message) => _ = message;
    }

    private sealed class NamedHost
    {
        [Function("host")]
        public void Run([QueueTrigger("q")] string message) => _ = message;
    }

    private sealed class NamedWithASpace
    {
        [Function("a b")]
        public void Run([QueueTrigger("q")] string message) => _ = message;
    }

    private sealed class NoTrigger
    {
        [Function("Nothing")]
        public void Run(string message) => _ = message;
    }

    private sealed class Levels
    {
        [Function(nameof(Bare))]
        public void Bare([HttpTrigger] string body) => _ = body;

        [Function(nameof(MethodOnly))]
        public void MethodOnly([HttpTrigger("get")] string body) => _ = body;

        [Function(nameof(Anonymous))]
        public void Anonymous([HttpTrigger(AuthorizationLevel.Anonymous, "get")] string body) => _ = body;

        [Function(nameof(Admin))]
        public void Admin([HttpTrigger(AuthorizationLevel.Admin)] string body) => _ = body;
    }
#pragma warning restore CA1822
}
