using System.Text.Json;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Infra;

/// <summary>What tests/readers/bicep.mjs finds in a Bicep file. Of a file with a syntax error only the errors are there.</summary>
internal sealed record BicepFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public required string Path { get; init; }

    public required BicepPlace[] Errors { get; init; }

    public required BicepMember[] Parameters { get; init; }

    public required BicepMember[] Outputs { get; init; }

    public required BicepModule[] Modules { get; init; }

    public required BicepResource[] Resources { get; init; }

    /// <summary>Keys of the variables that are objects, or one object or another, by variable.</summary>
    public required Dictionary<string, string[]> Objects { get; init; }

    /// <summary>Objects with a name and a value, as environment variables of a container are.</summary>
    public required BicepEntry[] Entries { get; init; }

    /// <summary>Names in expressions that nothing declares.</summary>
    public BicepPlace[] Undeclared { get; init; } = [];

    /// <summary>Functions called.</summary>
    public string[] Calls { get; init; } = [];

    /// <summary>Parameters and variables that nothing uses.</summary>
    public string[] Unused { get; init; } = [];

    /// <summary>Variables, and their values as far as literals tell.</summary>
    public Dictionary<string, string?> Variables { get; init; } = [];

    /// <summary>Uses of <c>module.outputs.name</c>.</summary>
    public BicepOutputUse[] ModuleOutputs { get; init; } = [];

    /// <summary>The file that a parameter file is for.</summary>
    public string? Using { get; init; }

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Parses every .bicep and .bicepparam file below a folder.</summary>
    public static async Task<IReadOnlyList<BicepFile>> ReadFolderAsync(string folder)
    {
        string[] paths = [.. Directory.EnumerateFiles(folder, "*.bicep*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        JsonElement files = await Node.RunAsync("bicep.mjs", paths);
        return files.Deserialize<BicepFile[]>(Json)!;
    }
}

internal sealed record BicepPlace(int Line, int Column, string Text);

/// <summary>A parameter or an output.</summary>
internal sealed record BicepMember(string Name, bool Required, bool Described);

internal sealed record BicepModule(string Name, string Path, string[] Parameters);

/// <summary>A resource declaration; of a loop, every name that it makes. A name is null where a parameter decides it.</summary>
internal sealed record BicepResource(string Name, string Type, string?[] Names, bool Existing);

internal sealed record BicepEntry(string Name, string? Value);

internal sealed record BicepOutputUse(string Module, string Name);
