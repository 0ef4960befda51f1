namespace RasterFlow.Inference;

/// <summary>The shape of a model's calls: input [n, channel, y, x], output [n, class, y, x].</summary>
/// <param name="Capacity">The largest n.</param>
/// <param name="Channels">Channels of the input.</param>
/// <param name="Labels">Classes or values of the output.</param>
/// <param name="PatchSize">Height and width in pixels.</param>
public readonly record struct BatchShape(int Capacity, int Channels, int Labels, int PatchSize)
{
    /// <summary>Values of one patch's input.</summary>
    public int InputLength => checked(Channels * PatchSize * PatchSize);

    /// <summary>Values of one patch's output.</summary>
    public int OutputLength => checked(Labels * PatchSize * PatchSize);
}
