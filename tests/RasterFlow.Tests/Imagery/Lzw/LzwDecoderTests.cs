using RasterFlow.Imagery.Lzw;
using RasterFlow.Tests.Imagery.Inflate;

namespace RasterFlow.Tests.Imagery.Lzw;

public sealed class LzwDecoderTests
{
    /// <summary>Codes chosen at random of all that are valid, among them the one being entered, full tables and clears, with what they stand for by TIFF 6.0 section 13.</summary>
    [Theory]
    [InlineData(1, 300, 0)]
    [InlineData(2, 6000, 0)]
    [InlineData(3, 9000, 2000)]
    [InlineData(4, 9000, 40)]
    public void Decode_AnyValidCodes_GivesTheirStringsToTheLastByte(int seed, int count, int clearEvery)
    {
        (byte[] packed, byte[] expected) = Stream(new Random(seed), count, clearEvery);
        Random random = new(seed);
        for (int round = 0; round < 60; round++)
        {
            int length = round == 0 ? expected.Length : round == 1 ? expected.Length + 5000 : random.Next(expected.Length);
            using GuardedBytes source = GuardedBytes.Of(packed);
            using GuardedBytes destination = new(length);

            int written = LzwDecoder.Decode(source.Span, destination.Span);

            written.ShouldBe(Math.Min(length, expected.Length));
            destination.Span[..written].SequenceEqual(expected.AsSpan(0, written)).ShouldBeTrue($"{length} bytes");
        }
    }

    [Fact]
    public void Decode_CutAnywhere_GivesWhatIsThere()
    {
        (byte[] packed, byte[] expected) = Stream(new Random(5), 1200, 500);
        for (int length = 0; length < packed.Length; length++)
        {
            using GuardedBytes source = GuardedBytes.Of(packed.AsSpan(0, length));
            using GuardedBytes destination = new(expected.Length);

            int written = LzwDecoder.Decode(source.Span, destination.Span);

            written.ShouldBeInRange(Math.Max(0, length - 4) * 8 / 12, expected.Length);
            destination.Span[..written].SequenceEqual(expected.AsSpan(0, written)).ShouldBeTrue($"{length} bytes");
        }
    }

    [Fact]
    public void Decode_Damaged_NeverLeavesItsBuffers()
    {
        (byte[] packed, byte[] expected) = Stream(new Random(6), 3000, 700);
        Random random = new(7);
        int refused = 0;
        for (int round = 0; round < 4000; round++)
        {
            byte[] damaged = [.. packed];
            random.NextBytes(damaged.AsSpan(random.Next(damaged.Length - 40), random.Next(1, 40)));
            using GuardedBytes source = GuardedBytes.Of(damaged);
            using GuardedBytes destination = new(random.Next(expected.Length + 100));

            int written = LzwDecoder.Decode(source.Span, destination.Span);

            written.ShouldBeInRange(-1, destination.Span.Length);
            refused += written < 0 ? 1 : 0;
        }

        refused.ShouldBeGreaterThan(500);
    }

    private static (byte[] Packed, byte[] Expected) Stream(Random random, int count, int clearEvery)
    {
        List<byte[]> strings = [];
        List<byte> packed = [], expected = [];
        byte[]? previous = null;
        int pending = 0, bits = 0;
        void Put(int code)
        {
            int free = 258 + strings.Count;
            int width = free >= 2047 ? 12 : free >= 1023 ? 11 : free >= 511 ? 10 : 9;
            pending = (pending << width) | code;
            for (bits += width; bits >= 8; bits -= 8)
            {
                packed.Add((byte)(pending >> (bits - 8)));
            }
        }

        Put(256);
        for (int i = 1; i <= count; i++)
        {
            bool isFull = strings.Count == 4096 - 258;
            bool isNew = previous is not null && !isFull && random.Next(8) == 0;
            int old = strings.Count == 0 || random.Next(2) == 0 ? -1 : random.Next(strings.Count);
            byte[] text = isNew ? [.. previous!, previous![0]] : old >= 0 ? strings[old] : [(byte)random.Next(256)];
            Put(isNew ? 258 + strings.Count : old >= 0 ? 258 + old : text[0]);
            expected.AddRange(text);
            if (previous is not null && !isFull)
            {
                strings.Add([.. previous, text[0]]);
            }

            previous = text;
            if (clearEvery > 0 && i % clearEvery == 0)
            {
                Put(256);
                strings.Clear();
                previous = null;
            }
        }

        Put(257);
        packed.Add((byte)(pending << (8 - bits)));
        return ([.. packed], [.. expected]);
    }
}
