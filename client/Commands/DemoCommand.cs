using System.CommandLine;
using RasterFlow.Client.Demo;
using RasterFlow.Client.Local;
using RasterFlow.Samples;

namespace RasterFlow.Client.Commands;

/// <summary><c>rasterflow demo</c>: the whole job on simulated scenes, from nothing to a picture.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        Option<bool> keep = new("--keep") { Description = "Leave everything running at the end." };
        Option<int> size = new("--size") { Description = "Side of the area in 10 m pixels.", DefaultValueFactory = static _ => 1024 };
        size.Within(SimulationOptions.SmallestSide, SimulationOptions.LargestSide);
        Command command = new("demo", "Run the whole job on this machine on simulated scenes.") { keep, size };
        command.SetAction((arguments, cancellationToken) => CommonOptions.GuardAsync(() =>
        {
            int side = arguments.GetValue(size);
            SimulationOptions simulation = new() { WidthPixels = side, HeightPixels = side };
            return new DemoRunner(BuildOutput.RepositoryRoot, simulation, arguments.GetValue(keep)).RunAsync(cancellationToken);
        }));
        return command;
    }
}
