namespace RasterFlow.Jobs;

/// <summary>Names of job states.</summary>
public static class JobStates
{
    /// <summary>Accepted, not begun.</summary>
    public const string Pending = "PENDING";

    /// <summary>Working.</summary>
    public const string Running = "RUNNING";

    /// <summary>Ended well.</summary>
    public const string Succeeded = "SUCCEEDED";

    /// <summary>Ended with an error.</summary>
    public const string Failed = "FAILED";

    /// <summary>About to be cancelled.</summary>
    public const string Cancelling = "CANCELLING";

    /// <summary>Ended by request.</summary>
    public const string Cancelled = "CANCELLED";
}
