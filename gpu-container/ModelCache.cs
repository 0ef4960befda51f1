using RasterFlow.Inference;

namespace RasterFlow.GpuContainer;

/// <summary>Loaded models: one session for each model and device, the few most recently used. Not for concurrent use: one loop feeds the device.</summary>
internal sealed class ModelCache(ModelFiles files, InferenceDevice device, DeviceClock clock, WorkerSettings settings) : IDisposable
{
    // Most recently used last.
    private readonly List<(string Key, OnnxModel Model)> _loaded = [];

    /// <summary>Sessions held.</summary>
    public int Count => _loaded.Count;

    /// <summary>A job's model, loaded; stays the cache's. Loading one may dispose another, so nothing may be under way on any.</summary>
    /// <exception cref="ModelMismatchException">The model is not there, is not the one that the job names, or cannot do what the job asks.</exception>
    public async Task<OnnxModelRunner> GetAsync(InferenceJob job, CancellationToken cancellationToken)
    {
        string where = device.For(job.Device);
        string key = $"{job.ModelSha256.ToLowerInvariant()} {where}";
        int at = _loaded.FindIndex(entry => entry.Key == key);
        OnnxModel model = at >= 0 ? _loaded[at].Model : await LoadAsync(job, where, cancellationToken);
        if (at >= 0)
        {
            _loaded.RemoveAt(at);
        }

        _loaded.Add((key, model));
        return model.RunnerFor(job);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, OnnxModel model) in _loaded)
        {
            model.Dispose();
        }

        _loaded.Clear();
    }

    private async Task<OnnxModel> LoadAsync(InferenceJob job, string where, CancellationToken cancellationToken)
    {
        ModelContent content = await files.GetAsync(job, cancellationToken);
        while (_loaded.Count >= settings.ModelSessions)
        {
            _loaded[0].Model.Dispose();
            _loaded.RemoveAt(0);
        }

        return OnnxModel.Load(content, job.ModelKey, where, clock);
    }
}
