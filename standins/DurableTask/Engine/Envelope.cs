namespace RasterFlow.StandIns.DurableTask;

/// <summary>A message on its way into an instance. <paramref name="Persisted"/> completes when it is in storage, or needs not to be.</summary>
internal sealed record Envelope(HistoryEvent Message, TaskCompletionSource Persisted);
