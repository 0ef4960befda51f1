using System.Security.Cryptography;
using System.Text;

namespace RasterFlow.Client.Staging;

/// <summary>Local files that refer to each other by relative addresses, so that they are uploaded with their places below the folder they share.</summary>
internal sealed class FileGroup
{
    private readonly string _root;

    private FileGroup(IReadOnlyCollection<string> paths)
    {
        Paths = paths;
        _root = CommonFolder(paths);
    }

    /// <summary>Full paths of the files.</summary>
    public IReadOnlyCollection<string> Paths { get; }

    /// <summary>A hash of all files and their places.</summary>
    public string Hash { get; private set; } = string.Empty;

    /// <summary>Makes a group of files, each given by its full path.</summary>
    public static async Task<FileGroup> OfAsync(SortedSet<string> paths, CancellationToken cancellationToken)
    {
        FileGroup files = new(paths);
        files.Hash = await files.HashAsync(cancellationToken);
        return files;
    }

    /// <summary>A file's place below the common folder, with slashes.</summary>
    public string RelativePath(string path) => Path.GetRelativePath(_root, path).Replace(Path.DirectorySeparatorChar, '/');

    private static string CommonFolder(IEnumerable<string> paths)
    {
        string? common = null;
        foreach (string folder in paths.Select(static p => Path.GetDirectoryName(p)!))
        {
            common ??= folder;
            while (folder != common && !folder.StartsWith(common.TrimEnd('/') + "/", StringComparison.Ordinal))
            {
                common = Path.GetDirectoryName(common) ?? "/";
            }
        }

        return common ?? "/";
    }

    private async Task<string> HashAsync(CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string path in Paths)
        {
            await using FileStream content = File.OpenRead(path);
            hash.AppendData(Encoding.UTF8.GetBytes(RelativePath(path) + "\n"));
            hash.AppendData(await SHA256.HashDataAsync(content, cancellationToken));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 12));
    }
}
