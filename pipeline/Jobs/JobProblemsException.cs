namespace RasterFlow.Jobs;

/// <summary>A job document cannot be run as it is. Trying again does not help: the document has to change.</summary>
public sealed class JobProblemsException(IReadOnlyList<JobProblem> problems)
    : Exception("The job cannot be run: " + string.Join(" | ", problems))
{
    /// <summary>Every problem found, in the order of the document.</summary>
    public IReadOnlyList<JobProblem> Problems { get; } = problems;
}
