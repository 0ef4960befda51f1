namespace RasterFlow.Storage;

/// <summary>Which addresses this installation reads from. Nothing is allowed unless it is said here.</summary>
public sealed record SourcePolicy
{
    /// <summary>Host names ("sentinel-cogs.s3.us-west-2.amazonaws.com") or suffixes ("*.blob.core.windows.net"); https on any port.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Allows http and https on this machine itself (tests, local samples).</summary>
    public bool AllowLoopback { get; init; }

    /// <summary>Allows file:// addresses. For the command line and tests; a host that takes addresses from users never sets it.</summary>
    public bool AllowFiles { get; init; }

    /// <summary>
    /// What of the own storage account may be read, as beginnings of "container/blob"; null for everything. The account also holds keys,
    /// the histories and the documents of jobs, which nobody may have read by naming them in a document.
    /// </summary>
    public IReadOnlyCollection<string>? OwnPaths { get; init; }

    /// <summary>The name of the setting that holds <see cref="AllowedHosts"/>, for messages.</summary>
    public string SettingName { get; init; } = "AllowedSourceHosts";

    /// <summary>The name of the setting that adds to <see cref="OwnPaths"/>, for messages.</summary>
    public string OwnPathsSettingName { get; init; } = "OwnPaths";

    /// <summary>Refuses a blob of the own storage account that is not to be read.</summary>
    /// <exception cref="SourceNotAllowedException">The message says which setting would allow it.</exception>
    public void DemandOwn(Uri address, string container, string blob)
    {
        string path = $"{container}/{blob}";
        if (OwnPaths is not null && !OwnPaths.Any(allowed => path.StartsWith(allowed, StringComparison.Ordinal)))
        {
            Uri safe = SafeAddress.Of(address);
            throw new SourceNotAllowedException(safe, $"Reading {safe} is refused: documents may read {string.Join(", ", OwnPaths)} of this account. The setting {OwnPathsSettingName} adds containers.");
        }
    }

    /// <summary>Refuses an address that is not allowed.</summary>
    /// <exception cref="SourceNotAllowedException">The message says what was refused and which setting would allow it.</exception>
    public void Demand(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (Refusal(address) is { } reason)
        {
            Uri safe = SafeAddress.Of(address);
            throw new SourceNotAllowedException(safe, $"Reading {safe} is refused: {reason}");
        }
    }

    private string? Refusal(Uri address)
    {
        if (!address.IsAbsoluteUri)
        {
            return "the address is relative. Give an absolute https address.";
        }

        if (address.IsFile)
        {
            return AllowFiles && (address.Host.Length == 0 || address.IsLoopback)
                ? null
                : "files of this machine are not read here (AllowFiles is off). Put the file in blob storage.";
        }

        if (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
        {
            return $"the scheme '{address.Scheme}' is not supported. Use https.";
        }

        return address.IsLoopback ? LoopbackRefusal() : HostRefusal(address);
    }

    private string? LoopbackRefusal() => AllowLoopback ? null : "it is this machine itself (AllowLoopback is off).";

    private string? HostRefusal(Uri address)
    {
        if (!AllowedHosts.Any(pattern => Matches(pattern, address.IdnHost)))
        {
            return $"the host '{address.IdnHost}' is not on the allow-list. Add it to the setting {SettingName}.";
        }

        return address.Scheme == Uri.UriSchemeHttps ? null : $"only https is read from '{address.IdnHost}'.";
    }

    private static bool Matches(string pattern, string host)
    {
        string trimmed = host.TrimEnd('.');
        return pattern.StartsWith("*.", StringComparison.Ordinal)
            ? trimmed.Length > pattern.Length - 1 && trimmed.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
            : string.Equals(pattern, trimmed, StringComparison.OrdinalIgnoreCase);
    }
}
