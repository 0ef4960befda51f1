using RasterFlow.Inference;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.GpuContainer;

/// <summary>The few jobs that messages refer to, read once. Job documents do not change once their first message is sent. Safe for concurrent use.</summary>
internal sealed class JobCache(IObjectStore store) : IDisposable
{
    private const int Capacity = 8;

    // Most recently used last.
    private readonly List<(string Key, OpenJob Job)> _jobs = [];
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Opens a job.</summary>
    public async Task<OpenJob> GetAsync(string key, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await FindOrOpenAsync(key, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<OpenJob> FindOrOpenAsync(string key, CancellationToken cancellationToken)
    {
        int at = _jobs.FindIndex(entry => entry.Key == key);
        OpenJob job = at >= 0 ? _jobs[at].Job : await OpenAsync(key, cancellationToken);
        if (at >= 0)
        {
            _jobs.RemoveAt(at);
        }
        else if (_jobs.Count >= Capacity)
        {
            _jobs.RemoveAt(0);
        }

        _jobs.Add((key, job));
        return job;
    }

    private async Task<OpenJob> OpenAsync(string key, CancellationToken cancellationToken)
    {
        InferenceJob job = await InferenceDocuments.ReadJobAsync(store, key, cancellationToken);
        RasterStoreReader mosaic = await RasterStoreReader.OpenAsync(store, job.MosaicRoot, cancellationToken);
        RasterStoreReader prediction = await RasterStoreReader.OpenAsync(store, job.PredictionRoot, cancellationToken);
        BlockPredictor predictor = new(mosaic, job, prediction.Layout);
        return new OpenJob(job, predictor, RasterStoreWriter.Open(store, job.PredictionRoot, prediction.Layout), job.Multiscales ? PyramidWriter.Open(store, job.PredictionRoot, prediction.Layout) : null);
    }
}
