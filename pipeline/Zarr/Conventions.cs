using System.Text.Json.Nodes;

namespace RasterFlow.Zarr;

/// <summary>Entries of the attribute <c>zarr_conventions</c> (Zarr conventions specification, github.com/zarr-conventions).</summary>
internal static class Conventions
{
    /// <summary>One convention at version 0.1.</summary>
    public static JsonObject Describe(string name, string uuid, string description) => new()
    {
        ["uuid"] = uuid,
        ["schema_url"] = $"https://raw.githubusercontent.com/zarr-conventions/{name}/refs/tags/v0.1/schema.json",
        ["spec_url"] = $"https://github.com/zarr-conventions/{name}/blob/v0.1/README.md",
        ["name"] = name,
        ["description"] = description,
    };
}
