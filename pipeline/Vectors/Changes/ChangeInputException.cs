namespace RasterFlow.Vectors.Changes;

/// <summary>Two results cannot be compared as they are: trying again does not help.</summary>
public sealed class ChangeInputException(string message) : Exception(message);
