namespace DurableTask.Core.Exceptions;

/// <summary>The orchestrator's code does not do what its history says that it did.</summary>
internal sealed class NonDeterministicOrchestrationException(string message) : Exception(message);
