namespace RasterFlow.GpuContainer;

/// <summary>A block has been tried as often as it may be, and no attempt lived to tell how it ended.</summary>
internal sealed class AttemptsSpentException(string message) : Exception(message);
