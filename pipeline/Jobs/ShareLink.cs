namespace RasterFlow.Jobs;

/// <summary>A read-only address of one output that ends by itself.</summary>
/// <param name="Output">Name of the output.</param>
/// <param name="Url">Whoever has it can read the output, and nothing else. A folder's ends without a slash: readers append the paths of its files.</param>
/// <param name="Expires">When it ends.</param>
/// <param name="IsFolder">Whether it is the address of a folder.</param>
public sealed record ShareLink(string Output, Uri Url, DateTimeOffset Expires, bool IsFolder);
