using System.Numerics;
using RasterFlow.Mosaics;

namespace RasterFlow.Tests.Mosaics;

public sealed class MedianKernelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(16)]
    [InlineData(MedianKernel.SearchFrom - 1)]
    [InlineData(MedianKernel.SearchFrom)]
    [InlineData(33)]
    [InlineData(73)]
    [InlineData(600)]
    public void Compute_RandomLooks_EqualsSortAndPick(int looks)
    {
        Random random = new(looks);
        int pixels = (3 * Vector<ushort>.Count) + 5;
        ushort[] planes = new ushort[looks * pixels];
        for (int i = 0; i < planes.Length; i++)
        {
            // Few distinct values give ties, the extremes test wrap-around, and a third of the looks is masked.
            planes[i] = random.Next(6) switch
            {
                0 or 1 => 0,
                2 => (ushort)random.Next(1, 5),
                3 => (ushort)random.Next(65530, 65536),
                _ => (ushort)random.Next(1, 65536),
            };
        }

        ushort[] median = new ushort[pixels];
        MedianKernel.Compute(planes, pixels, looks, median);

        for (int pixel = 0; pixel < pixels; pixel++)
        {
            ushort[] valid = [.. Enumerable.Range(0, looks).Select(look => planes[(look * pixels) + pixel]).Where(value => value != 0)];
            median[pixel].ShouldBe(PlainMedian(valid), $"pixel {pixel} of [{string.Join(", ", valid)}]");
        }
    }

    [Fact]
    public void Compute_EvenNumber_RoundsHalfToEven()
    {
        ushort[] planes = [1, 2, 3, 65534, 2, 3, 4, 65535];
        ushort[] median = new ushort[4];

        MedianKernel.Compute(planes, 4, 2, median);

        median.ShouldBe(new ushort[] { 2, 2, 4, 65534 });
    }

    [Theory]
    [InlineData(10)]
    [InlineData(50)]
    public void Compute_NothingValid_GivesNoData(int looks)
    {
        ushort[] median = [7, 7, 7];

        MedianKernel.Compute(new ushort[3 * looks], 3, looks, median);

        median.ShouldBe(new ushort[3]);
    }

    [Fact]
    public void Compute_NoLooks_GivesNoData()
    {
        ushort[] median = [7, 7, 7];

        MedianKernel.Compute([], 3, 0, median);

        median.ShouldBe(new ushort[3]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(12)]
    public void SortingNetwork_AllZeroOnePatterns_SortsThem(int count)
    {
        // The 0-1 principle: a network that sorts every sequence of zeros and ones sorts every sequence.
        for (int pattern = 0; pattern < 1 << count; pattern++)
        {
            int[] values = [.. Enumerable.Range(0, count).Select(bit => (pattern >> bit) & 1)];
            ReadOnlySpan<int> network = SortingNetwork.Of(count);
            for (int i = 0; i < network.Length; i += 2)
            {
                (int low, int high) = (network[i], network[i + 1]);
                (values[low], values[high]) = (Math.Min(values[low], values[high]), Math.Max(values[low], values[high]));
            }

            values.ShouldBe(values.Order());
        }
    }

    private static ushort PlainMedian(ushort[] valid)
    {
        if (valid.Length == 0)
        {
            return 0;
        }

        Array.Sort(valid);
        double mean = (valid[(valid.Length - 1) / 2] + valid[valid.Length / 2]) / 2.0;
        return (ushort)Math.Round(mean, MidpointRounding.ToEven);
    }
}
