namespace RasterFlow.Storage;

/// <summary>Addresses as they may be shown: without user, password, query (shared access signatures) and fragment.</summary>
internal static class SafeAddress
{
    /// <summary>The address without its secrets.</summary>
    public static Uri Of(Uri address) => !address.IsAbsoluteUri
        ? address
        : new UriBuilder(address) { UserName = string.Empty, Password = string.Empty, Query = string.Empty, Fragment = string.Empty }.Uri;

    /// <summary>The address without its secrets, as text.</summary>
    public static string Text(Uri address) => Of(address).ToString();
}
