namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary><c>container/name</c>; no name for a bare container.</summary>
internal readonly record struct BlobPath(string Container, string? Name)
{
    public static BlobPath Parse(string path)
    {
        string trimmed = path.TrimStart('/');
        int slash = trimmed.IndexOf('/', StringComparison.Ordinal);
        string container = slash < 0 ? trimmed : trimmed[..slash];
        string? name = slash < 0 ? null : trimmed[(slash + 1)..];
        if (container.Length == 0 || name is { Length: 0 } || container.Contains('\\', StringComparison.Ordinal))
        {
            throw new FormatException($"Invalid blob path '{path}': it must be 'container/blob' or 'container'.");
        }

        return new(container, name);
    }
}
