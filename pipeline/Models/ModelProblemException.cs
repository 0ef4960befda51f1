namespace RasterFlow.Models;

/// <summary>A model, its card or its registry is not what a job can run. The message says what, where and what to do.</summary>
/// <param name="message">What is wrong, without secrets.</param>
/// <param name="innerException">What it came from.</param>
public sealed class ModelProblemException(string message, Exception? innerException = null) : Exception(message, innerException);
