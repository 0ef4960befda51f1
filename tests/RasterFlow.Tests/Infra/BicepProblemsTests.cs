namespace RasterFlow.Tests.Infra;

/// <summary>The check of infra/ itself: each kind of fault, put into a small template, is found.</summary>
public sealed class BicepProblemsTests : IDisposable
{
    private const string Module = """
        param name string
        param tags object = {}
        param note string?
        resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
          name: name
          tags: union(tags, { note: note })
        }
        output id string = account.id
        """;

    private const string Main = """
        param name string = 'a'
        module storage 'module.bicep' = {
          name: 'storage'
          params: {
            name: name
          }
        }
        output id string = storage.outputs.id
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("rasterflow-bicep-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Of_SoundTemplate_FindsNothing() => (await FindAsync(Main)).ShouldBeEmpty();

    [Theory]
    [InlineData("name: 'storage'", "name 'storage'", "syntax error")]
    [InlineData("name: name", "name: nam", "'nam' is not declared")]
    [InlineData("name: name", "name: name\n    size: 1", "module 'storage': has no parameter 'size'")]
    [InlineData("name: name", "tags: { x: name }", "module 'storage': needs the parameter 'name'")]
    [InlineData("module.bicep", "modul.bicep", "module 'storage': there is no file modul.bicep")]
    [InlineData("outputs.id", "outputs.key", "module 'storage': has no output 'key'")]
    [InlineData("name: name", "name: 'b'", "'name' is never used")]
    [InlineData("name: name", "name: listKeys(name)", "function 'listKeys' is not known")]
    public async Task Of_Fault_IsNamed(string sound, string fault, string expected)
    {
        Main.ShouldContain(sound);
        (await FindAsync(Main.Replace(sound, fault, StringComparison.Ordinal))).ShouldContain(problem => problem.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_ParameterFileWithUnknownParameter_IsNamed()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "main.bicepparam"), "using 'main.bicep'\n\nparam nmae = 'x'\n");
        (await FindAsync(Main)).ShouldBe(["main.bicepparam: has no parameter 'nmae'"]);
    }

    private async Task<IReadOnlyList<string>> FindAsync(string main)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "main.bicep"), main);
        await File.WriteAllTextAsync(Path.Combine(_folder, "module.bicep"), Module);
        return BicepProblems.Of(await BicepFile.ReadFolderAsync(_folder));
    }
}
