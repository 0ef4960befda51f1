using System.IO.Compression;
using RasterFlow.Imagery.Inflate;

namespace RasterFlow.Tests.Imagery.Inflate;

/// <summary>Our inflate against zlib's: every kind of block, and streams made to do harm.</summary>
public sealed class InflaterTests
{
    public static TheoryData<string, ZLibCompressionStrategy> Streams()
    {
        TheoryData<string, ZLibCompressionStrategy> streams = [];
        foreach (string kind in (string[])["noise", "zeros", "imagery", "12 of 16 bits", "text", "far", "short periods", "skewed"])
        {
            foreach (ZLibCompressionStrategy strategy in Enum.GetValues<ZLibCompressionStrategy>())
            {
                streams.Add(kind, strategy);
            }
        }

        return streams;
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Inflate_EveryLevel_GivesTheOriginal(string kind, ZLibCompressionStrategy strategy)
    {
        byte[] original = Content(kind, 200_000);
        for (int level = 0; level <= 9; level++)
        {
            byte[] packed = Deflate(original, level, strategy);

            Check(packed, original, $"level {level}");
        }
    }

    [Theory]
    [InlineData("imagery")]
    [InlineData("12 of 16 bits")]
    [InlineData("zeros")]
    [InlineData("noise")]
    public void Inflate_EveryShortLength_GivesTheOriginal(string kind)
    {
        for (int length = 1; length < 700; length++)
        {
            byte[] original = Content(kind, length);
            Check(Deflate(original, length % 10, ZLibCompressionStrategy.Default), original, $"{length} bytes");
        }
    }

    [Theory]
    [InlineData("imagery")]
    [InlineData("12 of 16 bits")]
    [InlineData("zeros")]
    [InlineData("short periods")]
    public void Inflate_SmallDestination_IsFilledFromTheStart(string kind)
    {
        byte[] original = Content(kind, 100_000);
        byte[] packed = Deflate(original, 6, ZLibCompressionStrategy.Default);

        // Each short length: a match, or two symbols looked up as one, is cut anywhere.
        foreach (int length in (int[])[.. Enumerable.Range(0, 700), 4097, 65_536, 99_999])
        {
            using GuardedBytes destination = new(length);
            Inflater.Inflate(packed, destination.Span, out string? problem).ShouldBe(length);
            problem.ShouldBeNull();
            destination.Span.SequenceEqual(original.AsSpan(0, length)).ShouldBeTrue($"{length} bytes");
        }
    }

    [Theory]
    [InlineData("imagery", 6)]
    [InlineData("12 of 16 bits", 6)]
    [InlineData("noise", 0)]
    public void Inflate_CutAnywhere_IsRefusedWithASoundPrefix(string kind, int level)
    {
        byte[] original = Content(kind, 3000);
        byte[] packed = Deflate(original, level, ZLibCompressionStrategy.Default);
        for (int length = 0; length < packed.Length; length++)
        {
            using GuardedBytes source = GuardedBytes.Of(packed.AsSpan(0, length));
            byte[] destination = new byte[original.Length + 100];

            int written = Inflater.Inflate(source.Span, destination, out string? problem);

            problem.ShouldNotBeNull($"cut to {length}");
            destination.AsSpan(0, written).SequenceEqual(original.AsSpan(0, written)).ShouldBeTrue($"cut to {length}");
        }
    }

    [Theory]
    [InlineData("imagery", ZLibCompressionStrategy.Default)]
    [InlineData("12 of 16 bits", ZLibCompressionStrategy.Default)]
    [InlineData("text", ZLibCompressionStrategy.Fixed)]
    [InlineData("short periods", ZLibCompressionStrategy.Default)]
    public void Inflate_Mutated_AgreesWithZlibOrIsRefused(string kind, ZLibCompressionStrategy strategy)
    {
        byte[] original = Content(kind, 5000);
        byte[] sound = Deflate(original, 6, strategy);
        Random random = new(1);
        int refused = 0, accepted = 0;
        for (int round = 0; round < 4000; round++)
        {
            byte[] mutated = [.. sound];
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                // The checksum too: a stream whose content and checksum both change must still be judged as zlib does.
                mutated[random.Next(random.Next(4) == 0 ? Math.Min(80, mutated.Length) : mutated.Length)] = (byte)random.Next(256);
            }

            using GuardedBytes source = GuardedBytes.Of(mutated);
            using GuardedBytes destination = new(random.Next(3000, 9000));
            int written = Inflater.Inflate(source.Span, destination.Span, out string? problem);
            (byte[] expected, bool sane) = Reference(mutated, destination.Span.Length);

            if (problem is null)
            {
                sane.ShouldBeTrue($"round {round}");
                destination.Span[..written].SequenceEqual(expected).ShouldBeTrue($"round {round}");
            }
            else
            {
                // .NET takes the end of the bytes for the end of the stream, and does not look beyond a full destination.
                (!sane || expected.Length < destination.Span.Length || written == destination.Span.Length).ShouldBeTrue($"round {round}: {problem}");
            }

            _ = problem is null ? accepted++ : refused++;
        }

        refused.ShouldBeGreaterThan(1000);
        accepted.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Inflate_Noise_NeverLeavesItsBuffers()
    {
        Random random = new(7);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] noise = new byte[random.Next(3, 400)];
            random.NextBytes(noise);
            (noise[0], noise[1]) = (0x78, 0x9C);
            noise[2] = (byte)((noise[2] & ~7) | 1 | (random.Next(3) << 1));
            using GuardedBytes source = GuardedBytes.Of(noise);
            using GuardedBytes destination = new(random.Next(0, 2000));

            int written = Inflater.Inflate(source.Span, destination.Span, out _);

            written.ShouldBeInRange(0, destination.Span.Length);
        }
    }

    [Fact]
    public void Adler_AnyLength_EqualsItsDefinition()
    {
        foreach (int length in (int[])[0, 1, 31, 32, 33, 5535, 5536, 5537, 5600, 100_003])
        {
            foreach (byte[] bytes in (byte[][])[Content("noise", length), [.. Enumerable.Repeat((byte)255, length)]])
            {
                uint a = 1, b = 0;
                foreach (byte value in bytes)
                {
                    a = (a + value) % 65521;
                    b = (b + a) % 65521;
                }

                Adler32.Of(bytes).ShouldBe((b << 16) | a, $"{length} bytes");
            }
        }
    }

    private static void Check(byte[] packed, byte[] original, string what)
    {
        using GuardedBytes source = GuardedBytes.Of(packed);
        using GuardedBytes destination = new(original.Length);
        int written = Inflater.Inflate(source.Span, destination.Span, out string? problem);
        problem.ShouldBeNull(what);
        written.ShouldBe(original.Length, what);
        destination.Span.SequenceEqual(original).ShouldBeTrue(what);
    }

    /// <summary>What zlib makes of a stream until the destination is full; not sane when it finds fault before.</summary>
    private static (byte[] Content, bool Sane) Reference(byte[] packed, int length)
    {
        using MemoryStream content = new();
        try
        {
            using ZLibStream stream = new(new MemoryStream(packed), CompressionMode.Decompress);
            byte[] buffer = new byte[length];
            int got = stream.ReadAtLeast(buffer, length, throwOnEndOfStream: false);

            bool complete = got == length || stream.ReadByte() == -1;
            return (buffer[..got], complete);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return ([], false);
        }
    }

    private static byte[] Deflate(byte[] original, int level, ZLibCompressionStrategy strategy)
    {
        using MemoryStream packed = new();
        using (ZLibStream stream = new(packed, new ZLibCompressionOptions { CompressionLevel = level, CompressionStrategy = strategy }))
        {
            stream.Write(original);
        }

        return packed.ToArray();
    }

    private static byte[] Content(string kind, int length)
    {
        Random random = new(length);
        byte[] content = new byte[length];
        switch (kind)
        {
            case "noise":
                random.NextBytes(content);
                break;
            case "imagery":
                for (int i = 0; i < length; i++)
                {
                    content[i] = (byte)((i & 1) == 0 ? random.Next(-30, 30) * random.Next(2) : random.Next(3) - 1);
                }

                break;
            case "12 of 16 bits":
                // Low bytes are noise, high bytes nearly always the same: a literal, then a match of three bytes.
                for (int i = 0; i < length; i++)
                {
                    content[i] = (byte)((i & 1) == 0 ? random.Next(256) : 6 + (random.Next(20) / 19));
                }

                break;
            case "text":
                string words = string.Join(' ', Enumerable.Range(0, (length / 3) + 1).Select(_ => "field crop tile seam cloud".Split(' ')[random.Next(5)]));
                System.Text.Encoding.ASCII.GetBytes(words.AsSpan(0, length), content);
                break;
            case "far":
                // The farthest distance that DEFLATE knows: 32768.
                random.NextBytes(content);
                for (int i = 32_768; i < length; i++)
                {
                    content[i] = i % 1000 == 0 ? content[i] : content[i - 32_768];
                }

                break;
            case "short periods":
                for (int i = 0, period = 1; i < length; i++)
                {
                    period = i % 700 == 0 ? random.Next(1, 40) : period;
                    content[i] = i < period || i % 700 == 0 ? (byte)random.Next(256) : content[i - period];
                }

                break;
            case "skewed":
                // Codes of up to 15 bits: each byte half as frequent as the one before.
                for (int i = 0; i < length; i++)
                {
                    content[i] = (byte)System.Numerics.BitOperations.TrailingZeroCount(random.Next() | (1 << 20));
                }

                break;
        }

        return content;
    }
}
