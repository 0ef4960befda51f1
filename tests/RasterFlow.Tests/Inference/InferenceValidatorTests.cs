using RasterFlow.Inference;

namespace RasterFlow.Tests.Inference;

public class InferenceValidatorTests
{
    private static readonly InferenceJob Good =
        TestJobs.Job(["B0", "B1"], 3, InferenceActor.SemanticSegmentationChangeDetection, MergeMode.WeightedAverage, 256, 32);

    [Fact]
    public void Validate_GoodJob_FindsNothing() =>
        InferenceValidator.Validate(Good, ["B0", "B1", "B2"], 2, 4, new ModelShape(4, 3)).ShouldBeEmpty();

    [Fact]
    public void Validate_EverythingWrong_NamesAllAtOnce()
    {
        InferenceJob job = Good with { PatchSize = 0, ClipSize = -1, MaxBatchSize = 0, Features = ["B9"], Labels = ["a", "a", ""], Device = "tpu" };
        IReadOnlyList<string> problems = InferenceValidator.Validate(job, ["B0", "B1"], 2, 0, new ModelShape(8, 4));
        problems.Select(problem => problem.Split(':')[0]).ShouldBe(
            ["patchSize", "clipSize", "maxBatchSize", "xyBlockMultiplier", "device", "features[0]", "labels[1]", "labels[2]", "features", "labels"]);
        problems.ShouldContain("features[0]: the mosaic has no band 'B9'; it has B0, B1.");
    }

    [Theory]
    [InlineData(64, 32, true)]
    [InlineData(65, 32, false)]
    [InlineData(1, 0, false)]
    [InlineData(1, 1, true)]
    public void Validate_Clip_MustLeaveSomethingOfThePatch(int patch, int clip, bool isProblem) =>
        InferenceValidator.Validate(Good with { PatchSize = patch, ClipSize = clip }).Any(p => p.StartsWith("clipSize:", StringComparison.Ordinal)).ShouldBe(isProblem);

    [Fact]
    public void Validate_ChannelsOfOneStep_CountOncePerFeature()
    {
        InferenceJob job = Good with { Actor = InferenceActor.SemanticSegmentation };
        InferenceValidator.Validate(job, null, 2, 1, new ModelShape(2, 3)).ShouldBeEmpty();
        InferenceValidator.Validate(job, null, 2, 1, new ModelShape(4, 3)).ShouldHaveSingleItem().ShouldContain("are 2 channels, but the model takes 4");
    }

    [Fact]
    public void Validate_OneClass_IsRefusedForSegmentationOnly()
    {
        InferenceValidator.Validate(Good with { Labels = ["field"] }).ShouldHaveSingleItem().ShouldStartWith("labels:");
        InferenceValidator.Validate(Good with { Labels = ["height"], Actor = InferenceActor.Regression }).ShouldBeEmpty();
    }

    [Fact]
    public void Validate_ModelsOwnSizes_MustBeTheJobs()
    {
        ModelShape shape = new(4, 3) { Batch = 200, PatchSize = 128 };
        InferenceValidator.Validate(Good, null, 2, 1, shape).Select(static problem => problem.Split(':')[0]).ShouldBe(["patchSize", "maxBatchSize"]);
    }

    [Fact]
    public void Validate_ChannelsLeftOpen_AreTaken() => InferenceValidator.Validate(Good, null, 2, 1, new ModelShape(null, null)).ShouldBeEmpty();

    [Fact]
    public void Validate_ClassesOfARegression_AreRefused() =>
        InferenceValidator.Validate(Good with { Labels = ["height"], Actor = InferenceActor.Regression, Output = PredictionOutput.Class })
            .ShouldHaveSingleItem().ShouldStartWith("output: a regression has no classes");

    [Fact]
    public void Validate_BlocksThatFillTheMemory_AreRefused()
    {
        InferenceJob many = Good with { Features = [.. Enumerable.Range(0, 24).Select(static i => $"B{i}")] };
        InferenceValidator.Validate(many, null, 2, 32).ShouldHaveSingleItem().ShouldStartWith("xyBlockMultiplier: 32 makes blocks of 51 planes");
        InferenceValidator.Validate(many, null, 2, 4).ShouldBeEmpty();
    }

    [Fact]
    public void Validate_WrongTransform_IsNamed() =>
        InferenceValidator.Validate(Good with { Transform = new InputTransform { Mean = [1, 2, 3] } }, null, 2).ShouldHaveSingleItem().ShouldStartWith("transform.mean: has 3 values");
}
