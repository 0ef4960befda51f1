namespace RasterFlow.Inference;

/// <summary>A model cannot do what a job asks of it; another attempt will not help.</summary>
public sealed class ModelMismatchException(string message) : Exception(message);
