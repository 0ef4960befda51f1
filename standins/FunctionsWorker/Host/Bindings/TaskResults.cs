namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>Waits for whatever a function method returned.</summary>
internal static class TaskResults
{
    /// <summary>The result of a Task, ValueTask or plain value; null for none. Stays on the caller's synchronization context: orchestrators need it.</summary>
    public static async Task<object?> AwaitAsync(object? returned)
    {
        switch (returned)
        {
            case Task task:
                await task;
                return ResultOf(task);
            case ValueTask valueTask:
                await valueTask;
                return null;
            case not null when returned.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ValueTask<>):
                Task inner = (Task)type.GetMethod(nameof(ValueTask<>.AsTask))!.Invoke(returned, null)!;
                await inner;
                return ResultOf(inner);
            default:
                return returned;
        }
    }

    private static object? ResultOf(Task task)
    {
        // An async Task method returns a Task<VoidTaskResult>, which is no result.
        for (Type? type = task.GetType(); type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
            {
                return type.GetGenericArguments()[0].Name == "VoidTaskResult" ? null : type.GetProperty(nameof(Task<>.Result))!.GetValue(task);
            }
        }

        return null;
    }
}
