namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>A found blob on its way to its function; also the body in <c>webjobs-blobtrigger-poison</c>.</summary>
internal sealed record BlobTriggerMessage(string Type, string FunctionId, string BlobType, string ContainerName, string BlobName, string ETag);
