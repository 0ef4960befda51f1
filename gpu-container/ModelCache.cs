using Microsoft.Extensions.Logging;
using RasterFlow.Inference;

namespace RasterFlow.GpuContainer;

/// <summary>Loaded models: one session for each model, device and number of threads, the few most recently used. Not for concurrent use: one loop feeds the device.</summary>
internal sealed class ModelCache(ModelFiles files, InferenceDevice device, DeviceClock clock, WorkerSettings settings, ILogger<ModelCache> log) : IDisposable
{
    // Most recently used last.
    private readonly List<(string Key, OnnxModel Model)> _loaded = [];

    /// <summary>Sessions held.</summary>
    public int Count => _loaded.Count;

    /// <summary>A job's model, loaded; stays the cache's. Loading one may dispose another, so nothing may be under way on any.</summary>
    /// <exception cref="ModelMismatchException">The model is not there, is not the one that the job names, or cannot do what the job asks.</exception>
    /// <exception cref="DeviceFaultException">The device could not load it, even with no other model beside it.</exception>
    public async Task<OnnxModelRunner> GetAsync(InferenceJob job, CancellationToken cancellationToken)
    {
        string where = device.For(job.Device);
        int threads = ThreadsFor(job, where, batch: 1);
        string key = $"{job.ModelSha256.ToLowerInvariant()} {where} {threads}";
        int at = _loaded.FindIndex(entry => entry.Key == key);
        OnnxModel model = at >= 0 ? _loaded[at].Model : await LoadAsync(job, where, threads, cancellationToken);
        if (at >= 0)
        {
            _loaded.RemoveAt(at);
        }

        _loaded.Add((key, model));
        return model.RunnerFor(job);
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private void Clear()
    {
        foreach ((_, OnnxModel model) in _loaded)
        {
            model.Dispose();
        }

        _loaded.Clear();
    }

    private async Task<OnnxModel> LoadAsync(InferenceJob job, string where, int threads, CancellationToken cancellationToken)
    {
        ModelContent content = await files.GetAsync(job, cancellationToken);
        while (_loaded.Count >= settings.ModelSessions)
        {
            _loaded[0].Model.Dispose();
            _loaded.RemoveAt(0);
        }

        OnnxModel model = Load(content, job.ModelKey, where, threads);
        if (model.Signature.FixedBatch is { } batch && ThreadsFor(job, where, batch) is var wanted && wanted != threads)
        {
            // Only the model itself says that its calls are larger.
            model.Dispose();
            model = Load(content, job.ModelKey, where, wanted);
        }

        model.Limit.Sunk = patches => log.LogWarning("{Device} has too little memory for larger batches of {Model}: from now on {Patches} patches at a time", where, job.ModelKey, patches);
        return model;
    }

    private static int ThreadsFor(InferenceJob job, string where, int batch) =>
        CallPlan.For(where, job.PatchSize, batch, Environment.ProcessorCount).ThreadsPerCall;

    private OnnxModel Load(ModelContent content, string name, string where, int threads)
    {
        try
        {
            return OnnxModel.Load(content, name, where, clock, threads);
        }
        catch (DeviceFaultException e) when (_loaded.Count > 0)
        {
            log.LogWarning("All other models make room for {Model}: {Reason}", name, Failures.Describe(e));
            Clear();
            return OnnxModel.Load(content, name, where, clock, threads);
        }
    }
}
