namespace RasterFlow.Tests.Infra;

/// <summary>What a Bicep compiler would refuse, as far as syntax and names tell: the types of Azure resources are not known here.</summary>
internal static class BicepProblems
{
    // bicep-functions: those that infra/ uses. A new one is added here after a look at its documentation.
    private static readonly HashSet<string> Functions = new(StringComparer.Ordinal)
    {
        "empty", "guid", "items", "join", "map", "readEnvironmentVariable", "resourceGroup", "string", "subscriptionResourceId", "toLower", "union", "uniqueString",
    };

    /// <summary>The problems of files that belong together, one a line; empty when there is none.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<BicepFile> files)
    {
        Dictionary<string, BicepFile> byPath = files.ToDictionary(static file => file.Path, StringComparer.Ordinal);
        return [.. files.SelectMany(file => OfFile(file, byPath))];
    }

    private static IEnumerable<string> OfFile(BicepFile file, Dictionary<string, BicepFile> byPath)
    {
        IEnumerable<string> problems =
        [
            .. file.Errors.Select(static at => $"line {at.Line}, column {at.Column}: syntax error at '{at.Text}'"),
            .. file.Undeclared.Select(static at => $"line {at.Line}, column {at.Column}: '{at.Text}' is not declared"),
            .. file.Calls.Except(Functions).Select(static name => $"function '{name}' is not known"),
            .. file.Using is null ? file.Unused.Select(static name => $"'{name}' is never used") : Assigned(file, byPath),
            .. file.Modules.SelectMany(module => OfModule(file, module, byPath)),
        ];
        return problems.Select(problem => $"{System.IO.Path.GetFileName(file.Path)}: {problem}");
    }

    private static IEnumerable<string> OfModule(BicepFile file, BicepModule module, Dictionary<string, BicepFile> byPath)
    {
        if (!byPath.TryGetValue(System.IO.Path.GetFullPath(System.IO.Path.Combine(file.Folder, module.Path)), out BicepFile? target))
        {
            return [$"module '{module.Name}': there is no file {module.Path}"];
        }

        return Differences(module.Parameters, target)
            .Concat(file.ModuleOutputs
                .Where(use => use.Module == module.Name && target.Outputs.All(output => output.Name != use.Name))
                .Select(static use => $"has no output '{use.Name}'"))
            .Select(problem => $"module '{module.Name}': {problem}");
    }

    private static IEnumerable<string> Assigned(BicepFile file, Dictionary<string, BicepFile> byPath) =>
        byPath.TryGetValue(System.IO.Path.GetFullPath(System.IO.Path.Combine(file.Folder, file.Using!)), out BicepFile? target)
            ? Differences([.. file.Variables.Keys], target)
            : [$"there is no file {file.Using}"];

    private static IEnumerable<string> Differences(string[] given, BicepFile target) =>
    [
        .. given.Except(target.Parameters.Select(static parameter => parameter.Name)).Select(static name => $"has no parameter '{name}'"),
        .. target.Parameters.Where(static parameter => parameter.Required).Select(static parameter => parameter.Name).Except(given)
            .Select(static name => $"needs the parameter '{name}'"),
    ];
}
