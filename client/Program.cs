using System.CommandLine;
using RasterFlow.Client.Commands;

RootCommand root = new("RasterFlow for Azure: satellite imagery in, fields on a map out.")
{
    RunCommand.Create(),
    PreflightCommand.Create(),
    StatusCommand.Create(),
    ListCommand.Create(),
    CancelCommand.Create(),
    DownloadCommand.Create(),
    DiffCommand.Create(),
    ShareCommand.Create(),
    UpCommand.Create(),
    DemoCommand.Create(),
    SamplesCommand.Create(),
    RecipesCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
