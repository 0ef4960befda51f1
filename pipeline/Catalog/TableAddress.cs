using RasterFlow.Storage;

namespace RasterFlow.Catalog;

/// <summary>
/// Addresses in a table's metadata, which must be absolute: <c>abfss://container@account.dfs.core.windows.net/key</c> in Azure, as Spark, Fabric and
/// DuckDB open them; the store's own elsewhere (the emulator, folders).
/// </summary>
internal sealed class TableAddress
{
    private const string BlobHost = ".blob.";
    private const string Probe = "x";

    private readonly string _root;
    private readonly string[] _prefixes;

    public TableAddress(IObjectStore store)
    {
        Uri uri = store.GetUri(Probe);
        string own = uri.AbsoluteUri[..^Probe.Length];
        int blob = uri.Host.IndexOf(BlobHost, StringComparison.OrdinalIgnoreCase);
        if (uri.Scheme != Uri.UriSchemeHttps || blob < 0)
        {
            _root = own;
            _prefixes = [own, own.Replace("file:///", "file:/", StringComparison.Ordinal)];
            return;
        }

        string container = uri.AbsolutePath.Trim('/').Split('/')[0];
        string dfs = uri.Host.Replace(BlobHost, ".dfs.", StringComparison.OrdinalIgnoreCase);
        _root = $"abfss://{container}@{dfs}/";
        _prefixes = [_root, own, $"abfs://{container}@{dfs}/", $"wasbs://{container}@{uri.Host}/", $"https://{dfs}/{container}/"];
    }

    /// <summary>The address of a key.</summary>
    public string Of(string key) => _root + key;

    /// <summary>The key of an address, whichever of the store's names it uses.</summary>
    /// <exception cref="InvalidDataException">The address lies outside the store.</exception>
    public string KeyOf(string address)
    {
        foreach (string prefix in _prefixes)
        {
            if (address.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && address.Length > prefix.Length)
            {
                return address[prefix.Length..];
            }
        }

        throw new InvalidDataException($"{address} does not lie in {_root}, where the catalogue is.");
    }
}
