using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Azure.Functions.Worker;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>A blob as the payload of an invocation.</summary>
internal sealed class BlobTriggerInput : TriggerInput
{
    private readonly BlobServiceClient _service;
    private readonly string _path;

    public BlobTriggerInput(BlobServiceClient service, string container, string blob, IReadOnlyDictionary<string, string> captures, BlobProperties? properties)
    {
        _service = service;
        _path = $"{container}/{blob}";
        foreach ((string name, string value) in captures)
        {
            Data[name] = value;
        }

        Data["BlobTrigger"] = _path;
        Data["Uri"] = service.GetBlobContainerClient(container).GetBlobClient(blob).Uri;
        Data["Properties"] = properties;
        Data["Metadata"] = properties?.Metadata;
    }

    /// <summary>For a start by hand, with <c>container/blob</c> as the input.</summary>
    public static BlobTriggerInput? FromPath(BlobServiceClient service, BlobTriggerAttribute trigger, string path)
    {
        BlobPath at = BlobPath.Parse(path);
        return at.Name is { } name && BlobPattern.Parse(trigger.BlobPath).Match(name) is { } captures ? new(service, at.Container, name, captures, null) : null;
    }

    public override async ValueTask<object?> ConvertAsync(Type type, LocalFunctionContext context)
        => await BlobValue.ReadAsync(_service, _path, type, WorkerJson.Serializer(context), context.CancellationToken);
}
