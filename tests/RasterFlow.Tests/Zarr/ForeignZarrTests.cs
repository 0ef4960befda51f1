using System.IO.Compression;
using System.Numerics;
using System.Text.Json;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;
using RasterFlow.Zarr;
using RasterFlow.Zarr.Arrays;

namespace RasterFlow.Tests.Zarr;

/// <summary>
/// Arrays that others wrote. <c>golden/zarr-python-2.13.6.zip</c> (made by golden/make_zarr_v2.py) has one for every codec, filter and type of Zarr v2;
/// ../shared/data/zarr has zarr-python 3's, which zarrita reads for comparison.
/// </summary>
public sealed class ForeignZarrTests : IDisposable
{
    private static readonly long[] Shape = [2, 40, 61];
    private readonly TemporaryStore _temporary = new();

    public ForeignZarrTests() =>
        ZipFile.ExtractToDirectory(Path.Combine(Repository.Root, "tests", "RasterFlow.Tests", "Zarr", "golden", "zarr-python-2.13.6.zip"), Path.Combine(_temporary.Folder, "g.zarr"));

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("blosc.blosclz.plain")]
    [InlineData("blosc.blosclz.bytes")]
    [InlineData("blosc.blosclz.bits")]
    [InlineData("blosc.lz4.plain")]
    [InlineData("blosc.lz4.bytes")]
    [InlineData("blosc.lz4.bits")]
    [InlineData("blosc.lz4hc.plain")]
    [InlineData("blosc.lz4hc.bytes")]
    [InlineData("blosc.lz4hc.bits")]
    [InlineData("blosc.zlib.plain")]
    [InlineData("blosc.zlib.bytes")]
    [InlineData("blosc.zlib.bits")]
    [InlineData("blosc.zstd.plain")]
    [InlineData("blosc.zstd.bytes")]
    [InlineData("blosc.zstd.bits")]
    [InlineData("blosc.blocks")]
    [InlineData("blosc.blocks.bits")]
    [InlineData("zstd")]
    [InlineData("gzip")]
    [InlineData("zlib")]
    [InlineData("lz4")]
    [InlineData("raw")]
    [InlineData("order.F")]
    [InlineData("big.u2")]
    [InlineData("nested")]
    public Task Uint16_EveryCodec_ReadsItsValues(string name) => ReadsAsync(name, Smooth<ushort>());

    [Fact]
    public async Task OtherTypes_ReadTheirValues()
    {
        await ReadsAsync("blosc.noise", Numbers().Select(i => (ushort)((uint)(i * 2654435761) >> 16)).ToArray());
        await ReadsAsync("blosc.type.i1", [.. Numbers().Select(i => unchecked((sbyte)Value(i)))]);
        await ReadsAsync("blosc.type.i4", Smooth<int>());
        await ReadsAsync("blosc.type.f4", Smooth<float>());
        await ReadsAsync("blosc.type.f8", Smooth<double>());
        await ReadsAsync("big.f4", Smooth<float>());
        await ReadsAsync("delta", Smooth<int>());
        await ReadsAsync("delta.F", Smooth<int>());
        await ReadsAsync("shuffle", Smooth<uint>());
        await ReadsAsync("type.u1", Smooth<byte>());
        await ReadsAsync("type.f2", Smooth<Half>());
        await ReadsAsync("type.b1", [.. Numbers().Select(i => Value(i) % 2 == 1)]);
        await ReadsAsync("type.i2", [.. Numbers().Select(i => (short)(Value(i) - 100))]);
        await ReadsAsync("type.i8", [.. Numbers().Select(i => Value(i) - 100)]);
        (await (await ArrayAsync("time")).ReadAllAsync<long>()).ShouldBe(Numbers().Take(5).Select(i => Value(i) * 86_400_000_000_000));
    }

    [Theory]
    [InlineData("text.U", "größer")]
    [InlineData("text.vlen", "größer")]
    [InlineData("text.S", "B8A")]
    public async Task Texts_AnyEncoding_ReadTheirValues(string name, string third)
    {
        string[] texts = await (await ArrayAsync(name)).ReadTextsAsync();

        texts.ShouldBe(["B02", "", third, third == "B8A" ? "SCL" : "🛰"]);
    }

    [Fact]
    public async Task MissingChunks_AreFill()
    {
        await ReadsAsync("missing.nan", Filled(float.NaN, 7f));
        await ReadsAsync("missing.inf", Filled(double.NegativeInfinity, 7d));
        await ReadsAsync("missing.i2", Filled<short>(-9999, 7));
    }

    [Fact]
    public async Task ReadAsync_RandomParts_AreThoseOfTheWhole()
    {
        Random random = new(3);
        ushort[] all = Smooth<ushort>();
        ZarrArray array = await ArrayAsync("blosc.lz4.bits");
        for (int round = 0; round < 40; round++)
        {
            int[] first = [.. Shape.Select(side => random.Next((int)side))];
            int[] shape = [.. Shape.Select((side, axis) => random.Next(1, (int)side - first[axis] + 1))];
            ushort[] part = new ushort[shape[0] * shape[1] * shape[2]];
            await array.ReadAsync<ushort>(new Box([.. first], shape), part);
            for (int i = 0; i < part.Length; i++)
            {
                (int z, int y, int x) = (first[0] + (i / (shape[1] * shape[2])), first[1] + (i / shape[2] % shape[1]), first[2] + (i % shape[2]));
                part[i].ShouldBe(all[(((z * 40) + y) * 61) + x]);
            }
        }
    }

    [Fact]
    public async Task FindArrayAsync_WithoutConsolidatedMetadata_ReadsTheSame()
    {
        File.Delete(Path.Combine(_temporary.Folder, "g.zarr", ".zmetadata"));

        await ReadsAsync("blosc.zstd.bytes", Smooth<ushort>());
        (await ZarrGroup.OpenAsync(_temporary.Objects, "g.zarr")).Attributes.GetProperty("made_by").GetString().ShouldBe("zarr-python");
    }

    [SkippableFact]
    public async Task RealV3_EveryArray_IsWhatZarritaReads()
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        string folder = Path.Combine(Repository.RealData, "zarr", "zarrita-v3", "data.zarr");
        ZarrGroup group = await ZarrGroup.OpenAsync(new FileObjectStore(folder), "");
        int compared = 0;
        foreach (JsonProperty expected in (await Node.RunAsync("zarrita-arrays.mjs", folder)).EnumerateObject())
        {
            object[] actual = await ValuesAsync((await group.FindArrayAsync(expected.Name))!);
            if (expected.Value.TryGetProperty("values", out JsonElement values))
            {
                actual.ShouldBe(values.EnumerateArray().Select(Plain), expected.Name);
                compared++;
            }
            else
            {
                // zarrita knows no float16.
                (expected.Name, string.Join(' ', actual)).ShouldBe(("1d.contiguous.f2.le", "-1000.5 0 1000.5 0"));
            }
        }

        compared.ShouldBeGreaterThan(35);
    }

    private static object Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetDouble(),
        _ => value.GetBoolean() ? 1.0 : 0.0,
    };

    private static async Task<object[]> ValuesAsync(ZarrArray array) => (array.Metadata.Type.Kind, array.Metadata.Type.Size) switch
    {
        (ElementKind.Text, _) => await array.ReadTextsAsync(),
        (ElementKind.Boolean, _) => [.. (await array.ReadAllAsync<bool>()).Select(value => (object)(value ? 1.0 : 0.0))],
        (ElementKind.Unsigned, 1) => [.. (await array.ReadAllAsync<byte>()).Select(value => (object)(double)value)],
        (ElementKind.Signed, 2) => [.. (await array.ReadAllAsync<short>()).Select(value => (object)(double)value)],
        (ElementKind.Signed, 4) => [.. (await array.ReadAllAsync<int>()).Select(value => (object)(double)value)],
        (ElementKind.Float, 2) => [.. (await array.ReadAllAsync<Half>()).Select(value => (object)(double)value)],
        (ElementKind.Float, 4) => [.. (await array.ReadAllAsync<float>()).Select(value => (object)(double)value)],
        _ => [.. (await array.ReadAllAsync<double>()).Select(value => (object)value)],
    };

    private static IEnumerable<long> Numbers() => Enumerable.Range(0, 2 * 40 * 61).Select(i => (long)i);

    private static long Value(long i) => ((i * 31) + (i / 97)) % 251;

    private static T[] Smooth<T>()
        where T : INumber<T> => [.. Numbers().Select(i => T.CreateTruncating(Value(i)))];

    private static T[] Filled<T>(T fill, T value) =>
        [.. Numbers().Select(i => i / 2440 == 0 && i / 61 % 40 < 32 && i % 61 < 32 ? value : fill)];

    private async Task<ZarrArray> ArrayAsync(string name) =>
        (await (await ZarrGroup.OpenAsync(_temporary.Objects, "g.zarr")).FindArrayAsync(name)).ShouldNotBeNull();

    private async Task ReadsAsync<T>(string name, T[] expected)
        where T : unmanaged =>
        (await (await ArrayAsync(name)).ReadAllAsync<T>()).ShouldBe(expected, name);
}
