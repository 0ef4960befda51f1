using Azure;
using RasterFlow.Inference;

namespace RasterFlow.GpuContainer;

/// <summary>Exceptions as text for people: short, and without the request headers that storage exceptions print.</summary>
internal static class Failures
{
    // A result travels in a queue message (64 KiB) and in an orchestration's status (16 KiB).
    private const int LongestText = 2000;

    /// <summary>What went wrong, with the causes.</summary>
    public static string Describe(Exception exception)
    {
        List<string> parts = [];
        for (Exception? e = exception; e is not null && parts.Count < 3; e = e.InnerException)
        {
            parts.Add(e is RequestFailedException storage
                ? $"storage answered {storage.Status} {storage.ErrorCode}".TrimEnd()
                : $"{e.GetType().Name}: {e.Message}");
        }

        string text = string.Join("; because of ", parts);
        return text.Length <= LongestText ? text : text[..LongestText];
    }

    /// <summary>Why a block failed for good.</summary>
    public static string DescribeBlock(InferenceBlockMessage message, InferenceJob? job, Exception exception) =>
        $"Block {message.Block} of {job?.PredictionRoot ?? message.JobKey} failed{(job is null ? string.Empty : $" with model {job.ModelKey}")}: {Describe(exception)}";
}
