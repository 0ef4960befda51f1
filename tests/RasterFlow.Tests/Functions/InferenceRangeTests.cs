using RasterFlow.Functions.Orchestrators;
using RasterFlow.Inference;

namespace RasterFlow.Tests.Functions;

public sealed class InferenceRangeTests
{
    private const string Job = "predictions/a/inference.json";
    private static readonly InferenceRangeInput Input = new("plan.json", Job, 8, 4, 60);

    [Fact]
    public async Task Run_AllBlocksAnswered_DispatchesOnceAndCountsThem()
    {
        OrchestrationFake context = new(static _ => [Done(8), Done(9), Done(9), Done(10), Done(11)]);

        InferenceTally tally = await InferenceRange.RunAsync(context, Input);

        tally.Devices.ShouldBe(new Dictionary<string, int> { ["cpu"] = 4 }, ignoreOrder: true);
        context.Dispatches.ShouldHaveSingleItem().ShouldBe([8, 9, 10, 11]);
        context.CustomStatus.ShouldBe(new BlockProgress(4, 4));
    }

    [Fact]
    public async Task Run_BlocksThatNeverAnswer_AreDispatchedAgain()
    {
        OrchestrationFake context = new(static attempt => attempt < 3 ? [Done(8), Done(10)] : [Done(9), Done(11)]);

        await InferenceRange.RunAsync(context, Input);

        context.Dispatches.Count.ShouldBe(3);
        context.Dispatches[1].ShouldBe([9, 11]);
        context.Dispatches[2].ShouldBe([9, 11]);
    }

    [Fact]
    public async Task Run_SilenceForEver_FailsAndSaysWhatToDo()
    {
        OrchestrationFake context = new(static _ => []);

        InferenceFailedException failure = await Should.ThrowAsync<InferenceFailedException>(InferenceRange.RunAsync(context, Input));

        context.Dispatches.Count.ShouldBe(5);
        failure.Message.ShouldContain("Is the inference worker running?");
    }

    /// <summary>A queue that is long is no reason to give up: nothing is sent twice while the workers answer others, but every fourth time, for messages that are lost.</summary>
    [Fact]
    public async Task Run_WorkersBusyWithOthers_WaitsAsLongAsTheyAnswer()
    {
        OrchestrationFake context = new(static attempt => attempt == 6 ? [Done(8), Done(9), Done(10), Done(11)] : [], busyPeriods: 20);

        await InferenceRange.RunAsync(context, Input);

        context.Dispatches.Count.ShouldBe(6);
        context.Silences.ShouldBe(20);
    }

    [Fact]
    public async Task Run_WorkersDieAfterOtherWork_GivesUpAfterFiveSilences()
    {
        OrchestrationFake context = new(static _ => [], busyPeriods: 3);

        await Should.ThrowAsync<InferenceFailedException>(InferenceRange.RunAsync(context, Input));

        context.Silences.ShouldBe(3 + 5);
        context.Dispatches.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Run_BlockFailsForGood_WaitsForTheOthersAndNamesTheBlockWithItsError()
    {
        OrchestrationFake context = new(static _ => [Done(8), new("i", Job, 9, 1, "the model threw", null), Done(10), Done(11)]);

        InferenceFailedException failure = await Should.ThrowAsync<InferenceFailedException>(InferenceRange.RunAsync(context, Input));

        failure.Message.ShouldContain("block 9: the model threw");
        failure.Message.ShouldContain("start the same job again");
        context.CustomStatus.ShouldBe(new BlockProgress(4, 4));
    }

    [Fact]
    public async Task Run_AnswersOfAnEarlierRunUnderTheSameId_AreNotCounted()
    {
        OrchestrationFake context = new(static attempt => attempt == 1
            ? [.. Enumerable.Range(8, 4).Select(static b => new InferenceBlockResult("i", "predictions/old/inference.json", b, 1, null, "cpu"))]
            : [Done(8), Done(9), Done(10), Done(11)]);

        await InferenceRange.RunAsync(context, Input);

        context.Dispatches.Count.ShouldBe(2);
        context.Dispatches[1].ShouldBe([8, 9, 10, 11]);
    }

    private static InferenceBlockResult Done(int block) => new("i", Job, block, 1, null, "cpu");
}
