using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>Where an HTTP function listens, and the level of key it asks for.</summary>
internal sealed record HttpRoute(string Template, IReadOnlyList<string> Methods, AuthorizationLevel Level)
{
    public static HttpRoute Of(FunctionDescriptor function, string prefix)
    {
        HttpTriggerAttribute trigger = (HttpTriggerAttribute)function.Trigger;
        string route = (trigger.Route ?? function.Name).Trim('/');
        string template = prefix.Length == 0 ? "/" + route : $"/{prefix}/{route}";
        return new(template, [.. (trigger.Methods ?? []).Select(m => m.ToUpperInvariant())], LevelOf(function.TriggerParameter));
    }

    /// <summary>
    /// The level that was written down. Without an AuthorizationLevel among the arguments the metadata has none and the host takes its default,
    /// Function, whatever the attribute's property says.
    /// </summary>
    private static AuthorizationLevel LevelOf(ParameterInfo parameter)
    {
        CustomAttributeData data = parameter.GetCustomAttributesData().First(a => a.AttributeType == typeof(HttpTriggerAttribute));
        CustomAttributeTypedArgument level = data.ConstructorArguments.FirstOrDefault(a => a.ArgumentType == typeof(AuthorizationLevel));
        return level.Value is int value ? (AuthorizationLevel)value : AuthorizationLevel.Function;
    }
}
