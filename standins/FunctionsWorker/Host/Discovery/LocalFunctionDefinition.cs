using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace RasterFlow.StandIns.FunctionsWorker;

internal sealed class LocalFunctionDefinition : FunctionDefinition
{
    public LocalFunctionDefinition(string name, MethodInfo method)
    {
        Name = name;
        Id = name;
        PathToAssembly = method.DeclaringType!.Assembly.Location;
        EntryPoint = $"{method.DeclaringType.FullName}.{method.Name}";
        ParameterInfo[] parameters = method.GetParameters();
        Parameters = [.. parameters.Select(p => new FunctionParameter(p.Name!, p.ParameterType, p.HasDefaultValue, p.HasDefaultValue ? p.DefaultValue : null, ImmutableDictionary<string, object>.Empty))];
        InputBindings = parameters
            .Select(p => (p.Name, Attribute: p.GetCustomAttribute<BindingAttribute>()))
            .Where(p => p.Attribute is not null)
            .ToImmutableDictionary(p => p.Name!, p => (BindingMetadata)new LocalBindingMetadata(p.Name!, TypeOf(p.Attribute!), BindingDirection.In));
        OutputBindings = method.GetCustomAttributes<OutputBindingAttribute>()
            .Take(1)
            .ToImmutableDictionary(_ => "$return", a => (BindingMetadata)new LocalBindingMetadata("$return", TypeOf(a), BindingDirection.Out));
    }

    public override ImmutableArray<FunctionParameter> Parameters { get; }

    public override string PathToAssembly { get; }

    public override string EntryPoint { get; }

    public override string Id { get; }

    public override string Name { get; }

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }

    /// <summary>QueueTriggerAttribute is queueTrigger, BlobInputAttribute is blob, as in the official metadata.</summary>
    public static string TypeOf(BindingAttribute attribute)
    {
        string name = attribute.GetType().Name;
        foreach (string suffix in (string[])["Attribute", "Input", "Output"])
        {
            name = name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name;
        }

        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private sealed class LocalBindingMetadata(string name, string type, BindingDirection direction) : BindingMetadata
    {
        public override string Name => name;

        public override string Type => type;

        public override BindingDirection Direction => direction;
    }
}
