namespace RasterFlow.StandIns.DurableTask;

/// <summary>Another process wrote to this hub: this one must stop.</summary>
internal sealed class StoreConflictException(string message) : Exception(message);
