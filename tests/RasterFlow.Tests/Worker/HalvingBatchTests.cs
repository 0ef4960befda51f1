using RasterFlow.GpuContainer;
using RasterFlow.Inference;
using RasterFlow.Tests.Inference;

namespace RasterFlow.Tests.Worker;

public sealed class HalvingBatchTests
{
    private static readonly BatchShape Shape = new(13, 2, 1, 2);

    [Fact]
    public void Run_MemoryForFourPatches_GoesThroughInThreesAndStaysThere()
    {
        List<int> calls = [];
        List<int> limits = [];
        BatchLimit limit = new(1) { Sunk = limits.Add };
        using HalvingBatch batch = new(Shape, "cuda", limit, shape => Device(shape, memory: 4, calls));
        AssertRun(batch);
        calls.ShouldBe([13, 6, 3, 3, 3, 3, 3]);
        limits.ShouldBe([6, 3]);

        calls.Clear();
        using HalvingBatch next = new(Shape, "cuda", limit, shape => Device(shape, memory: 4, calls));
        AssertRun(next);
        calls.ShouldBe([3, 3, 3, 3, 3]);
    }

    [Fact]
    public void Run_MemoryEnough_IsOneCall()
    {
        List<int> calls = [];
        using HalvingBatch batch = new(Shape, "cuda", new BatchLimit(1), shape => Device(shape, memory: 13, calls));
        AssertRun(batch);
        calls.ShouldBe([13]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(13, 13)]
    public void Run_TooLittleForTheSmallestCall_IsTheDevicesFault(int smallest, int lastCall)
    {
        List<int> calls = [];
        using HalvingBatch batch = new(Shape, "cuda", new BatchLimit(smallest), shape => Device(shape, memory: 0, calls));
        Should.Throw<DeviceFaultException>(() => batch.Run(13)).Message.ShouldBe($"The device cuda failed in a call of {lastCall} patches.");
        calls[^1].ShouldBe(lastCall);
    }

    [Fact]
    public void Run_FailureOfTheModel_IsPassedOnAtOnce()
    {
        int calls = 0;
        using HalvingBatch batch = new(Shape, "cuda", new BatchLimit(1), shape => new ArrayBatch(shape, (_, _, _) =>
        {
            calls++;
            throw new InvalidOperationException("index out of range");
        }));
        Should.Throw<InvalidOperationException>(() => batch.Run(13));
        calls.ShouldBe(1);
    }

    [Fact]
    public void Create_NoMemory_IsTheDevicesFault() =>
        Should.Throw<DeviceFaultException>(() => new HalvingBatch(Shape, "cuda", new BatchLimit(1), static _ => throw new InsufficientMemoryException()));

    // The sum of a pixel's two channels, as long as there are no more patches than there is memory for.
    private static ArrayBatch Device(BatchShape shape, int memory, List<int> calls) => new(shape, (input, output, count) =>
    {
        calls.Add(count);
        count.ShouldBe(shape.Capacity);
        if (count > memory)
        {
            throw new InsufficientMemoryException();
        }

        for (int i = 0; i < output.Length; i++)
        {
            output[i] = input[(i / 4 * 8) + (i % 4)] + input[(i / 4 * 8) + 4 + (i % 4)];
        }
    });

    private static void AssertRun(HalvingBatch batch)
    {
        for (int i = 0; i < batch.Input.Length; i++)
        {
            batch.Input[i] = i;
        }

        batch.Run(13);
        batch.Output.ToArray().ShouldBe(Enumerable.Range(0, 13 * 4).Select(static i => (float)((i / 4 * 16) + (2 * (i % 4)) + 4)));
    }
}
