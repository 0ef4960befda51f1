using System.CommandLine;
using RasterFlow.Samples;

namespace RasterFlow.Client.Commands;

/// <summary><c>rasterflow samples --to DIR</c>: simulated scenes with their STAC catalogue and the true fields.</summary>
internal static class SamplesCommand
{
    public static Command Create()
    {
        Option<DirectoryInfo> to = new("--to") { Description = "The folder to write to.", Required = true };
        Option<int> size = new("--size") { Description = "Side of the area in 10 m pixels.", DefaultValueFactory = static _ => 1024 };
        size.Within(SimulationOptions.SmallestSide, SimulationOptions.LargestSide);
        Option<int> seed = new("--seed") { Description = "Another seed makes another landscape.", DefaultValueFactory = static _ => new SimulationOptions().Seed };
        Option<FieldPattern> pattern = new("--pattern") { Description = "Pivots (High Plains) or Strips (Central Europe)." };
        Command command = new("samples", "Simulate Sentinel-2 scenes of a farming county.") { to, size, seed, pattern };
        command.SetAction((arguments, cancellationToken) => CommonOptions.GuardAsync(async () =>
        {
            int side = arguments.GetValue(size);
            SimulationOptions options = new() { Seed = arguments.GetValue(seed), Pattern = arguments.GetValue(pattern), WidthPixels = side, HeightPixels = side };
            SampleSet samples = await SceneSimulator.WriteAsync(arguments.GetValue(to)!.FullName, options, null, cancellationToken);
            await Console.Error.WriteLineAsync($"{samples.SceneCount} scenes written. Catalogue: {samples.ItemsPath}");
            return 0;
        }));
        return command;
    }
}
