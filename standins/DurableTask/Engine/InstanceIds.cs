namespace RasterFlow.StandIns.DurableTask;

/// <summary>The rules that Durable Functions has for instance ids.</summary>
internal static class InstanceIds
{
    public static void Check(string id)
    {
        if (id.Length is 0 or > 256 || id[0] == '@' || id.Any(c => c is '/' or '\\' or '#' or '?' || char.IsControl(c)))
        {
            throw new ArgumentException(
                $"'{id}' is no instance id: it must have 1 to 256 characters, not start with '@', and have no '/', '\\', '#', '?' or control characters.",
                nameof(id));
        }
    }
}
