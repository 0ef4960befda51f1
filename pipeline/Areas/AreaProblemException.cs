namespace RasterFlow.Areas;

/// <summary>An area of interest cannot be used; lists everything that is wrong with it at once.</summary>
public sealed class AreaProblemException(IReadOnlyList<AreaProblem> problems, Exception? innerException = null)
    : Exception("The area of interest cannot be used: " + string.Join(" ", problems), innerException)
{
    internal AreaProblemException(string what, string where, string remedy, Exception? innerException = null)
        : this([new AreaProblem(what, where, remedy)], innerException)
    {
    }

    /// <summary>Everything that is wrong; never empty.</summary>
    public IReadOnlyList<AreaProblem> Problems { get; } = problems;
}
