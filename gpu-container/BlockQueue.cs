using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;
using RasterFlow.Inference;

namespace RasterFlow.GpuContainer;

/// <summary>The worker's view of its three queues. Messages are JSON in Base64, as the Functions host sends and expects them.</summary>
internal sealed class BlockQueue(StorageClients storage, WorkerSettings settings, ILogger<BlockQueue> log)
{
    /// <summary>Takes the next message that can be read; null when the queue is empty.</summary>
    public async Task<PreparedBlock?> ReceiveAsync(CancellationToken cancellationToken)
    {
        // Not cancelled halfway: an answer that is thrown away would hide its message until the lease ends.
        QueueMessage? received = await storage.Blocks.ReceiveMessageAsync(settings.Lease, CancellationToken.None);
        if (received is null)
        {
            return null;
        }

        MessageLease lease = new(storage.Blocks, received, settings.Lease, log);
        if (Parse(received.MessageText) is { } message)
        {
            return new PreparedBlock(lease, message);
        }

        await using (lease)
        {
            log.LogError("Message {Id} is not a block to run; it goes to {Queue}.", received.MessageId, storage.Poison.Name);
            await storage.Poison.SendMessageAsync(received.MessageText, cancellationToken);
            await lease.CompleteAsync(cancellationToken);
        }

        return await ReceiveAsync(cancellationToken);
    }

    /// <summary>Sends a block's outcome.</summary>
    public Task SendResultAsync(InferenceBlockMessage message, string? error, string? device, CancellationToken cancellationToken)
    {
        InferenceBlockResult result = new(message.InstanceId, message.JobKey, message.Block, message.Attempt, error, device);
        return storage.Results.SendMessageAsync(Encode(JsonSerializer.SerializeToUtf8Bytes(result, InferenceDocuments.JsonOptions)), cancellationToken);
    }

    internal static string Encode(byte[] json) => Convert.ToBase64String(json);

    /// <summary>The text of a block's message with another <see cref="InferenceBlockMessage.Begun"/>; what else it says, known here or not, stays.</summary>
    internal static string WithBegun(string text, int begun)
    {
        JsonObject message = JsonNode.Parse(Convert.FromBase64String(text), new JsonNodeOptions { PropertyNameCaseInsensitive = true })!.AsObject();
        message[nameof(InferenceBlockMessage.Begun)] = begun;
        return Encode(JsonSerializer.SerializeToUtf8Bytes(message));
    }

    internal static InferenceBlockMessage? Parse(string text)
    {
        try
        {
            string json = Encoding.UTF8.GetString(Convert.FromBase64String(text));
            InferenceBlockMessage? message = JsonSerializer.Deserialize<InferenceBlockMessage>(json, InferenceDocuments.JsonOptions);
            if (message is not { JobKey.Length: > 0, InstanceId.Length: > 0, Block: >= 0, Begun: >= 0 })
            {
                return null;
            }

            // What cannot be written again, as when it says a thing twice, could not be released for another attempt.
            _ = WithBegun(text, message.Begun);
            return message;
        }
        catch (Exception e) when (e is FormatException or JsonException or ArgumentException)
        {
            return null;
        }
    }
}
