using Microsoft.DurableTask;

namespace RasterFlow.Functions.Jobs;

/// <summary>What to tell people of a failed orchestration: the innermost cause, without the layers of tasks around it.</summary>
internal static class FailureText
{
    public static string? Of(TaskFailureDetails? failure)
    {
        while (failure?.InnerFailure is { } inner && failure.IsCausedBy<TaskFailedException>())
        {
            failure = inner;
        }

        return failure?.ErrorMessage;
    }
}
