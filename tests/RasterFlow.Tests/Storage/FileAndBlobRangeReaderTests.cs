using Azure.Storage.Blobs;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Storage;

/// <summary>Files and blobs read alike.</summary>
public sealed class FileAndBlobRangeReaderTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 1000).Select(i => (byte)(i * 7))];

    [Theory]
    [InlineData(0, 10, 10)]
    [InlineData(990, 50, 10)]
    [InlineData(1000, 5, 0)]
    [InlineData(5000, 5, 0)]
    public async Task Read_File_GivesBytesUpToTheEnd(int offset, int length, int expected)
    {
        string path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, Content);
        using RangeReaderFactory readers = new(new SourcePolicy { AllowFiles = true });
        await ShouldReadAsync(readers.Open(new Uri(path)), offset, length, expected);
        File.Delete(path);
    }

    [Theory]
    [InlineData(0, 10, 10)]
    [InlineData(990, 50, 10)]
    [InlineData(5000, 5, 0)]
    public async Task Read_OwnBlob_NeedsNoAllowList(int offset, int length, int expected)
    {
        BlobContainerClient container = await azurite.CreateContainerAsync();
        BlobClient blob = container.GetBlobClient("a folder/b+c.tif");
        await blob.UploadAsync(BinaryData.FromBytes(Content));
        using RangeReaderFactory readers = new(new SourcePolicy(), new BlobServiceClient(azurite.ConnectionString));

        IRangeReader reader = readers.Open(blob.Uri);

        reader.ShouldBeOfType<BlobRangeReader>();
        await ShouldReadAsync(reader, offset, length, expected);
    }

    [Fact]
    public async Task Read_MissingFileOrBlob_IsNotFound()
    {
        BlobContainerClient container = await azurite.CreateContainerAsync();
        using RangeReaderFactory readers = new(new SourcePolicy { AllowFiles = true }, new BlobServiceClient(azurite.ConnectionString));

        (await Should.ThrowAsync<SourceReadException>(() => readers.Open(container.GetBlobClient("none").Uri).ReadAsync(0, new byte[1]))).IsNotFound.ShouldBeTrue();
        (await Should.ThrowAsync<SourceReadException>(() => readers.Open(new Uri("file:///no/such/file")).ReadAsync(0, new byte[1]))).IsNotFound.ShouldBeTrue();
    }

    private static async Task ShouldReadAsync(IRangeReader reader, int offset, int length, int expected)
    {
        byte[] buffer = new byte[length];
        int got = await reader.ReadAsync(offset, buffer);
        got.ShouldBe(expected);
        buffer[..got].ShouldBe(Content.Skip(offset).Take(got));
    }
}
