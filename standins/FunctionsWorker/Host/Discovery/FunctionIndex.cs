using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.Functions.Worker.Http;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>Finds the app's functions, by the rules of the official source generator and host.</summary>
internal sealed partial class FunctionIndex
{
    private readonly Dictionary<string, FunctionDescriptor> _byName = new(StringComparer.OrdinalIgnoreCase);

    public FunctionIndex(IEnumerable<Type> types)
    {
        // Methods that are not public are left out without a word, as they are of the generated metadata.
        foreach (Type type in types)
        {
            foreach (MethodInfo method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            {
                if (method.GetCustomAttribute<FunctionAttribute>() is { } function)
                {
                    FunctionDescriptor descriptor = Describe(function.Name, method);
                    if (!_byName.TryAdd(function.Name, descriptor))
                    {
                        throw new InvalidOperationException($"Function names are unique, regardless of case, and '{function.Name}' is used twice: {_byName[function.Name].Definition.EntryPoint} and {descriptor.Definition.EntryPoint}.");
                    }
                }
            }
        }
    }

    public IEnumerable<FunctionDescriptor> All => _byName.Values;

    public FunctionDescriptor? Find(string name) => _byName.GetValueOrDefault(name);

    public IEnumerable<(FunctionDescriptor Function, TTrigger Trigger)> TriggeredBy<TTrigger>()
        where TTrigger : TriggerBindingAttribute
        => _byName.Values.Where(f => f.Trigger is TTrigger).Select(f => (f, (TTrigger)f.Trigger));

    private static FunctionDescriptor Describe(string name, MethodInfo method)
    {
        string where = $"{method.DeclaringType}.{method.Name}";
        if (!NamePattern().IsMatch(name) || name.Equals("host", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException($"'{name}' ({where}) is no valid function name: a letter, then letters, digits, '_' or '-', at most 128 characters, and not 'host'.");
        }

        if (method.ReturnType == typeof(void) && method.GetCustomAttribute<AsyncStateMachineAttribute>() is not null)
        {
            throw new InvalidOperationException($"Function '{name}' ({where}) is async void: return a Task.");
        }

        ParameterInfo[] triggers = [.. method.GetParameters().Where(p => p.GetCustomAttribute<TriggerBindingAttribute>() is not null)];
        if (triggers.Length != 1)
        {
            throw new InvalidOperationException($"Function '{name}' ({where}) has {triggers.Length} triggers; it must have one.");
        }

        Type result = ResultType(method);
        List<FunctionOutput> outputs = [.. method.GetCustomAttributes<OutputBindingAttribute>().Select(a => new FunctionOutput(null, a))];
        foreach (PropertyInfo property in result.GetProperties())
        {
            outputs.AddRange(property.GetCustomAttributes<OutputBindingAttribute>().Where(a => a is not HttpResultAttribute).Select(a => new FunctionOutput(property, a)));
        }

        return new FunctionDescriptor
        {
            Name = name,
            Method = method,
            TriggerParameter = triggers[0],
            Trigger = triggers[0].GetCustomAttribute<TriggerBindingAttribute>()!,
            Outputs = outputs,
            HttpResult = HttpResultOf(result, outputs),
            Definition = new LocalFunctionDefinition(name, method),
            UsesExpressions = outputs.Count > 0 || method.GetParameters().Any(p => p.GetCustomAttribute<BlobInputAttribute>() is not null),
        };
    }

    private static PropertyInfo? HttpResultOf(Type result, List<FunctionOutput> outputs)
    {
        PropertyInfo[] properties = result.GetProperties();
        return properties.FirstOrDefault(p => p.GetCustomAttribute<HttpResultAttribute>() is not null)
            ?? (outputs.Any(o => o.Property is not null)
                ? properties.FirstOrDefault(p => p.PropertyType.IsAssignableTo(typeof(HttpResponseData)) || p.PropertyType.IsAssignableTo(typeof(IResult)) || p.PropertyType.IsAssignableTo(typeof(IActionResult)))
                : null);
    }

    private static Type ResultType(MethodInfo method)
    {
        Type type = method.ReturnType;
        return type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>))
            ? type.GetGenericArguments()[0]
            : type;
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_\-]{0,127}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
