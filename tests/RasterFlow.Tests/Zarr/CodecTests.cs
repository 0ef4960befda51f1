using System.IO.Compression;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;
using RasterFlow.Zarr;
using RasterFlow.Zarr.Arrays;
using RasterFlow.Zarr.Codecs;

namespace RasterFlow.Tests.Zarr;

/// <summary>Codecs against their specifications' examples, and against hostile bytes.</summary>
public sealed class CodecTests
{
    [Fact]
    public void Crc32C_CheckValue_IsTheOneOfTheRfc() => Crc32C.Compute("123456789"u8).ShouldBe(0xE3069283u);

    [Fact]
    public void Lz4Block_OverlappingCopy_Repeats()
    {
        // One literal, a copy of 19 from 1 behind, then five literals, as the format asks for.
        byte[] packed = [0x1F, (byte)'a', 1, 0, 0, 0x50, (byte)'b', (byte)'c', (byte)'d', (byte)'e', (byte)'f'];
        byte[] plain = new byte[25];

        Lz4Block.Decode(packed, plain).ShouldBe(25);

        System.Text.Encoding.ASCII.GetString(plain).ShouldBe(new string('a', 20) + "bcdef");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65536)]
    [InlineData(1_000_003)]
    public void Encoders_AnyBytes_RoundTripWithinTheirBound(int length)
    {
        Random random = new(length);
        byte[] noise = new byte[length];
        random.NextBytes(noise);
        foreach (IBytesEncoder codec in new IBytesEncoder[] { new ZstdBytes(), new GzipBytes() })
        {
            foreach (byte[] plain in new[] { noise, [.. noise.Select(value => (byte)(value & 3))] })
            {
                byte[] packed = new byte[codec.MaxEncodedLength(length)];
                byte[] back = new byte[length];
                int written = codec.Encode(plain, packed);
                codec.Decode(packed.AsSpan(0, written), back).ShouldBe(length);
                back.AsSpan().SequenceEqual(plain).ShouldBeTrue();
                Should.Throw<InvalidDataException>(() => codec.Decode(packed.AsSpan(0, written), new byte[length - 1]));
            }
        }
    }

    [Fact]
    public void Chain_CompressorThenChecksum_VerifiesTheChecksum()
    {
        byte[] plain = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i % 7))];
        byte[] packed = new byte[6000];
        int length = new GzipBytes().Encode(plain, packed);
        BitConverter.TryWriteBytes(packed.AsSpan(length), Crc32C.Compute(packed.AsSpan(0, length)));
        CodecChain chain = new([new GzipBytes(), new Crc32CBytes()]);
        byte[] back = new byte[5000];

        chain.Decode(packed.AsSpan(0, length + 4), back);

        back.ShouldBe(plain);
        packed[length / 2] ^= 1;
        Should.Throw<InvalidDataException>(() => chain.Decode(packed.AsSpan(0, length + 4), back)).Message.ShouldContain("crc32c");
    }

    [Fact]
    public async Task Decoders_MutatedBytes_GiveValuesOrInvalidData()
    {
        int rounds = int.TryParse(Environment.GetEnvironmentVariable("RASTERFLOW_FUZZ_ROUNDS"), out int asked) ? asked : 2000;
        using TemporaryStore temporary = new();
        ZipFile.ExtractToDirectory(Path.Combine(Repository.Root, "tests", "RasterFlow.Tests", "Zarr", "golden", "zarr-python-2.13.6.zip"), Path.Combine(temporary.Folder, "g.zarr"));
        ZarrGroup group = await ZarrGroup.OpenAsync(temporary.Objects, "g.zarr");
        List<(IChunkDecoder Decoder, int Length, byte[] Chunk)> chunks = [];
        foreach (string name in new[] { "blosc.blosclz.bits", "blosc.lz4.bytes", "blosc.zlib.plain", "blosc.zstd.bits", "blosc.blocks", "zstd", "gzip", "zlib", "lz4" })
        {
            ZarrArray array = (await group.FindArrayAsync(name))!;
            chunks.Add((array.Metadata.Codecs.Decoder!, array.Metadata.ChunkLength, (await temporary.Objects.ReadAsync($"g.zarr/{name}/0.0.0"))!));
        }

        Random random = new(7);
        for (int round = 0; round < rounds; round++)
        {
            (IChunkDecoder decoder, int length, byte[] chunk) = chunks[round % chunks.Count];
            byte[] bad = [.. chunk];
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                bad[random.Next(random.Next(4) == 0 ? bad.Length : Math.Min(bad.Length, 40))] = (byte)random.Next(256);
            }

            int cut = random.Next(3) == 0 ? random.Next(bad.Length) : bad.Length;
            Exception? error = Record.Exception(() => decoder.Decode(bad.AsSpan(0, cut), new byte[length]));
            (error is null or InvalidDataException).ShouldBeTrue($"round {round}: {error}");
        }
    }

    [Theory]
    [InlineData("""{"name":"bytes"},{"name":"lzma"}""", "codec 'lzma'")]
    [InlineData("""{"name":"bytes"},{"name":"bitround"}""", "codec 'bitround'")]
    [InlineData("""{"name":"zstd"}""", "codec 'zstd'")]
    public async Task FindArrayAsync_UnknownCodec_IsNamedWithThoseThatAreKnown(string codecs, string expected)
    {
        using TemporaryStore temporary = new();
        string array = $$$"""{"zarr_format":3,"node_type":"array","shape":[4],"data_type":"uint8","fill_value":0,"chunk_grid":{"name":"regular","configuration":{"chunk_shape":[4]}},"chunk_key_encoding":{"name":"default"},"codecs":[{{{codecs}}}]}""";
        await temporary.Objects.WriteAsync("g.zarr/zarr.json", """{"zarr_format":3,"node_type":"group"}"""u8.ToArray());
        await temporary.Objects.WriteAsync("g.zarr/a/zarr.json", System.Text.Encoding.UTF8.GetBytes(array));
        ZarrGroup group = await ZarrGroup.OpenAsync(temporary.Objects, "g.zarr");

        (await Should.ThrowAsync<RasterStoreUnsupportedException>(() => group.FindArrayAsync("a"))).Message.ShouldContain(expected);
    }
}
