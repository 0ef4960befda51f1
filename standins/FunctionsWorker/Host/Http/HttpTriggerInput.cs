using Azure.Core.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>An HTTP request as the payload of an invocation.</summary>
internal sealed class HttpTriggerInput : TriggerInput, IHttpRequestDataFeature
{
    private readonly HttpContext _http;
    private LocalHttpRequestData? _requestData;

    private HttpTriggerInput(HttpContext http) => _http = http;

    public static async Task<HttpTriggerInput> CreateAsync(HttpContext http, FunctionDescriptor function)
    {
        HttpTriggerInput input = new(http);
        foreach ((string name, object? value) in http.GetRouteData().Values)
        {
            input.Data[name] = value;
        }

        Dictionary<string, string> query = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues value) in http.Request.Query)
        {
            query[name] = value.ToString();
            if (!name.Equals("code", StringComparison.OrdinalIgnoreCase))
            {
                input.Data.TryAdd(name, value.ToString());
            }
        }

        input.Data.TryAdd("Query", query);
        input.Data.TryAdd("Headers", http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        if (function.UsesExpressions && http.Request.HasJsonContentType())
        {
            // {name} in a binding may be a property of the body, which the function still has to read from its start.
            http.Request.EnableBuffering();
            using StreamReader reader = new(http.Request.Body, leaveOpen: true);
            BindingTemplates.AddJsonProperties(await reader.ReadToEndAsync(http.RequestAborted), input.Data);
            http.Request.Body.Position = 0;
        }

        return input;
    }

    public override async ValueTask<object?> ConvertAsync(Type type, LocalFunctionContext context)
    {
        if (TryWellKnown(type, context, out object? value))
        {
            return value;
        }

        ObjectSerializer serializer = WorkerJson.Serializer(context);
        if (type == typeof(Stream))
        {
            return _http.Request.Body;
        }

        if (type == typeof(string) || type == typeof(byte[]) || type == typeof(BinaryData))
        {
            return ValueConverter.FromPayload(await BinaryData.FromStreamAsync(_http.Request.Body, context.CancellationToken), type, serializer);
        }

        return await serializer.DeserializeAsync(_http.Request.Body, type, context.CancellationToken);
    }

    /// <summary>The request types that a parameter can have whatever its place.</summary>
    public bool TryWellKnown(Type type, LocalFunctionContext context, out object? value)
    {
        value = type == typeof(HttpRequest) ? _http.Request
            : type == typeof(HttpContext) ? _http
            : type == typeof(HttpRequestData) ? RequestData(context)
            : null;
        return value is not null;
    }

    public ValueTask<HttpRequestData?> GetHttpRequestDataAsync(FunctionContext context) => ValueTask.FromResult<HttpRequestData?>(RequestData(context));

    private LocalHttpRequestData RequestData(FunctionContext context) => _requestData ??= new(context, _http.Request, new Uri(_http.Request.GetEncodedUrl()));
}
