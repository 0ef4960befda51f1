using Microsoft.DurableTask;
using RasterFlow.Catalog;
using RasterFlow.Jobs;
using RasterFlow.Storage;
using RasterFlow.Vectors.Changes;

namespace RasterFlow.Functions.Orchestrators;

/// <summary>How often an activity is tried before its failure ends the job.</summary>
internal static class Retries
{
    /// <summary>Four tries over about half a minute. Failures that a second try cannot mend are not tried again.</summary>
    public static TaskOptions ForActivity { get; } = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 4, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 3)
        {
            HandleFailure = static failure => !failure.IsCausedBy<JobProblemsException>()
                && !failure.IsCausedBy<SourceNotAllowedException>()
                && !failure.IsCausedBy<TableMismatchException>()
                && !failure.IsCausedBy<SceneLeftOutException>()
                && !failure.IsCausedBy<ChangeInputException>(),
        });
}
