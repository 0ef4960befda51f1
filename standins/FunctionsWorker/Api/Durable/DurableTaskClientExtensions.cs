using System.Net;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using RasterFlow.StandIns.FunctionsWorker;

namespace Microsoft.Azure.Functions.Worker;

public static class DurableTaskClientExtensions
{
    public static async Task<HttpResponseData> WaitForCompletionOrCreateCheckStatusResponseAsync(
        this DurableTaskClient client,
        HttpRequestData request,
        string instanceId,
        TimeSpan? retryInterval = null,
        bool returnInternalServerErrorOnFailure = false,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(request);
        while (true)
        {
            OrchestrationMetadata? instance = await client.GetInstanceAsync(instanceId, getInputsAndOutputs, CancellationToken.None);
            if (instance is { IsCompleted: true })
            {
                HttpResponseData response = request.CreateResponse(returnInternalServerErrorOnFailure && instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed
                    ? HttpStatusCode.InternalServerError
                    : HttpStatusCode.OK);
                await response.WriteAsJsonAsync(
                    new
                    {
                        instance.Name,
                        instance.InstanceId,
                        instance.CreatedAt,
                        instance.LastUpdatedAt,
                        RuntimeStatus = instance.RuntimeStatus.ToString(),
                        instance.SerializedInput,
                        instance.SerializedOutput,
                        instance.SerializedCustomStatus,
                    },
                    CancellationToken.None);
                return response;
            }

            await Task.Delay(retryInterval ?? TimeSpan.FromSeconds(1), cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellation.IsCancellationRequested)
            {
                return await client.CreateCheckStatusResponseAsync(request, instanceId, CancellationToken.None);
            }
        }
    }

    public static Task<HttpResponseData> CreateCheckStatusResponseAsync(this DurableTaskClient client, HttpRequestData request, string instanceId, CancellationToken cancellation = default)
        => client.CreateCheckStatusResponseAsync(request, instanceId, HttpStatusCode.Accepted, cancellation);

    public static async Task<HttpResponseData> CreateCheckStatusResponseAsync(this DurableTaskClient client, HttpRequestData request, string instanceId, HttpStatusCode statusCode, CancellationToken cancellation = default)
    {
        HttpResponseData response = Start(client, request, instanceId, statusCode, out HttpManagementPayload payload);
        BinaryData json = await WorkerJson.Serializer(request.FunctionContext).SerializeAsync(payload, typeof(HttpManagementPayload), cancellation);
        await response.Body.WriteAsync(json.ToMemory(), cancellation);
        return response;
    }

    public static HttpResponseData CreateCheckStatusResponse(this DurableTaskClient client, HttpRequestData request, string instanceId, CancellationToken cancellation = default)
        => client.CreateCheckStatusResponse(request, instanceId, HttpStatusCode.Accepted, cancellation);

    public static HttpResponseData CreateCheckStatusResponse(this DurableTaskClient client, HttpRequestData request, string instanceId, HttpStatusCode statusCode, CancellationToken cancellation = default)
    {
        HttpResponseData response = Start(client, request, instanceId, statusCode, out HttpManagementPayload payload);
        response.WriteBytes(WorkerJson.Serializer(request.FunctionContext).Serialize(payload, typeof(HttpManagementPayload), cancellation).ToArray());
        return response;
    }

    public static HttpManagementPayload CreateHttpManagementPayload(this DurableTaskClient client, string instanceId, HttpRequestData? request = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return DurableLinks.Create(client, instanceId, request);
    }

    private static HttpResponseData Start(DurableTaskClient client, HttpRequestData request, string instanceId, HttpStatusCode statusCode, out HttpManagementPayload payload)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(request);
        payload = DurableLinks.Create(client, instanceId, request);
        HttpResponseData response = request.CreateResponse(statusCode);
        response.Headers.TryAddWithoutValidation("Location", payload.StatusQueryGetUri);
        response.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        return response;
    }
}
