using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>The URLs of the durable management API for one instance.</summary>
internal static class DurableLinks
{
    public const string Root = "/runtime/webhooks/durabletask";
    private static readonly ConditionalWeakTable<DurableTaskClient, Source> Sources = [];

    /// <summary>Remembers, for the client that functions are given, the host's own address and the query that its links carry.</summary>
    public static void Register(DurableTaskClient client, Func<string?> hostAddress, Func<string?> query) => Sources.AddOrUpdate(client, new Source(hostAddress, query));

    /// <summary>As the worker makes it: based on the request when there is one, and with double braces around the reason.</summary>
    public static HttpManagementPayload Create(DurableTaskClient client, string instanceId, HttpRequestData? request)
    {
        Source? source = Sources.TryGetValue(client, out Source? found) ? found : null;
        string authority = (request is null ? source?.HostAddress() : AuthorityOf(request))
            ?? throw new InvalidOperationException("Failed to create HTTP management payload as base URL is null. Either use Functions bindings or provide an HTTP request to create the HttpPayload.");
        return Create(authority, instanceId, source?.Query(), "reason={{text}}");
    }

    public static HttpManagementPayload Create(string authority, string instanceId, string? query, string reason)
    {
        string instance = $"{authority.TrimEnd('/')}{Root}/instances/{Uri.EscapeDataString(instanceId)}";
        return new HttpManagementPayload
        {
            Id = instanceId,
            StatusQueryGetUri = Url(instance, query),
            SendEventPostUri = Url($"{instance}/raiseEvent/{{eventName}}", query),
            TerminatePostUri = Url($"{instance}/terminate", reason, query),
            PurgeHistoryDeleteUri = Url(instance, query),
            SuspendPostUri = Url($"{instance}/suspend", reason, query),
            ResumePostUri = Url($"{instance}/resume", reason, query),
        };
    }

    public static string Url(string url, params string?[] query)
    {
        string joined = string.Join('&', query.Where(q => !string.IsNullOrEmpty(q)));
        return joined.Length == 0 ? url : $"{url}?{joined}";
    }

    /// <summary>What the client called: the Forwarded header, then the X-Forwarded ones, then the request's own address.</summary>
    private static string AuthorityOf(HttpRequestData request)
    {
        string scheme = request.Url.Scheme;
        string host = request.Url.Authority;
        if (First(request.Headers, "Forwarded") is { } forwarded)
        {
            foreach (string part in forwarded.Split(',')[0].Split(';', StringSplitOptions.TrimEntries))
            {
                string value = part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim('"');
                scheme = part.StartsWith("proto=", StringComparison.OrdinalIgnoreCase) ? value : scheme;
                host = part.StartsWith("host=", StringComparison.OrdinalIgnoreCase) ? value : host;
            }
        }
        else
        {
            scheme = First(request.Headers, "X-Forwarded-Proto") ?? scheme;
            host = First(request.Headers, "X-Forwarded-Host") ?? host;
        }

        return $"{scheme}://{host}";
    }

    private static string? First(HttpHeaders headers, string name) => headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;

    private sealed record Source(Func<string?> HostAddress, Func<string?> Query);
}
