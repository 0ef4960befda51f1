namespace Microsoft.Azure.Functions.Worker.Builder;

public class FunctionsApplication
{
#pragma warning disable CA1822, CA1052 // The official class is not static either.
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args, new());
#pragma warning restore CA1822, CA1052
}
