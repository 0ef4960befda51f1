using RasterFlow.Catalog;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Catalog;

/// <summary>Addresses in metadata are those by which engines open a storage account.</summary>
public sealed class TableAddressTests
{
    private static readonly TableAddress Azure = new(new StoreAt("https://acct.blob.core.windows.net/rasterflow/"));

    [Fact]
    public void Of_StorageAccount_IsAbfss() => Azure.Of("catalog/fields").ShouldBe("abfss://rasterflow@acct.dfs.core.windows.net/catalog/fields");

    [Theory]
    [InlineData("abfss://rasterflow@acct.dfs.core.windows.net/a/b.avro")]
    [InlineData("abfs://rasterflow@acct.dfs.core.windows.net/a/b.avro")]
    [InlineData("https://acct.blob.core.windows.net/rasterflow/a/b.avro")]
    [InlineData("https://acct.dfs.core.windows.net/rasterflow/a/b.avro")]
    [InlineData("wasbs://rasterflow@acct.blob.core.windows.net/a/b.avro")]
    public void KeyOf_AnyNameOfTheAccount_IsTheKey(string address) => Azure.KeyOf(address).ShouldBe("a/b.avro");

    [Theory]
    [InlineData("abfss://other@acct.dfs.core.windows.net/a/b.avro")]
    [InlineData("abfss://rasterflow@acct.dfs.core.windows.net.evil.example/a/b.avro")]
    [InlineData("s3://bucket/a/b.avro")]
    [InlineData("a/b.avro")]
    [InlineData("abfss://rasterflow@acct.dfs.core.windows.net/")]
    public void KeyOf_ElsewhereOrNothing_Throws(string address) =>
        Should.Throw<InvalidDataException>(() => Azure.KeyOf(address)).Message.ShouldContain(address);

    [Fact]
    public void Of_Emulator_IsItsOwnAddress()
    {
        TableAddress emulator = new(new StoreAt("http://127.0.0.1:10000/devstoreaccount1/rasterflow/"));

        emulator.Of("catalog/fields").ShouldBe("http://127.0.0.1:10000/devstoreaccount1/rasterflow/catalog/fields");
        emulator.KeyOf(emulator.Of("catalog/fields")).ShouldBe("catalog/fields");
    }

    private sealed class StoreAt(string root) : WrappedStore(new FileObjectStore("/nowhere"))
    {
        public override Uri GetUri(string key) => new(root + key);
    }
}
