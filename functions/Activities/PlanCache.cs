using System.Collections.Concurrent;
using RasterFlow.Jobs;
using RasterFlow.Storage;

namespace RasterFlow.Functions.Activities;

/// <summary>Plans read lately: every block of a job needs the same one. A key's content never changes.</summary>
public sealed class PlanCache(IObjectStore store)
{
    private const int MostPlans = 16;
    private readonly ConcurrentDictionary<string, JobPlan> _plans = new(StringComparer.Ordinal);

    /// <summary>Reads a plan, from memory if it is there.</summary>
    public async Task<JobPlan> GetAsync(string key, CancellationToken cancellationToken)
    {
        if (_plans.TryGetValue(key, out JobPlan? known))
        {
            return known;
        }

        JobPlan plan = await JobPlan.ReadAsync(store, key, cancellationToken);
        if (_plans.Count >= MostPlans)
        {
            _plans.Clear();
        }

        return _plans.GetOrAdd(key, plan);
    }
}
