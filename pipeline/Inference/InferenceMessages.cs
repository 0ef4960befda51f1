namespace RasterFlow.Inference;

/// <summary>One message of the queue <c>inference-blocks</c>: run one block of one inference job.</summary>
/// <param name="JobKey">Key of the <see cref="InferenceJob"/> document in the outputs container.</param>
/// <param name="Block">Block number in the prediction store.</param>
/// <param name="Attempt">1 for the first dispatch; rises each time the orchestrator dispatches the block again.</param>
/// <param name="InstanceId">The orchestration that waits for the answer.</param>
/// <param name="Begun">How often workers have begun to compute this message's block; written by them, 0 when it is sent.</param>
public sealed record InferenceBlockMessage(string JobKey, int Block, int Attempt, string InstanceId, int Begun = 0);

/// <summary>One message of the queue <c>inference-results</c>: what became of a block.</summary>
/// <param name="InstanceId">The orchestration that waits for it.</param>
/// <param name="JobKey">Key of the <see cref="InferenceJob"/> that was run: an orchestration started again under the same id may wait for another.</param>
/// <param name="Block">Block number in the prediction store.</param>
/// <param name="Attempt">The attempt that this answers.</param>
/// <param name="Error">Null when the shard is written; else why it could not be, for people.</param>
/// <param name="Device">What computed it: <c>cuda</c> or <c>cpu</c>; null when nothing did.</param>
public sealed record InferenceBlockResult(string InstanceId, string JobKey, int Block, int Attempt, string? Error, string? Device);

/// <summary>Names of the queues between the functions app and the inference worker.</summary>
public static class InferenceQueues
{
    /// <summary>Blocks to run: functions app to worker.</summary>
    public const string Blocks = "inference-blocks";

    /// <summary>Outcomes: worker to functions app.</summary>
    public const string Results = "inference-results";
}
