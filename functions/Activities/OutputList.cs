using System.Text.Json;
using RasterFlow.Catalog;
using RasterFlow.Jobs;
using RasterFlow.Storage;
using RasterFlow.Vectors;
using RasterFlow.Zarr;

namespace RasterFlow.Functions.Activities;

/// <summary>Lists what a plan's finished stages have left, with figures worth knowing.</summary>
internal sealed class OutputList(JobPlan plan, IObjectStore store)
{
    public async Task<IReadOnlyList<JobOutput>> BuildAsync(CancellationToken cancellationToken)
    {
        List<JobOutput> outputs = [Raster("mosaic.zarr", "mosaic", plan.MosaicRoot, RasterStoreLayouts.ForMosaic(plan.Mosaic))];
        if (plan.Inference is not null)
        {
            Dictionary<string, long> devices = await ReadDevicesAsync(cancellationToken);
            outputs.Add(Raster("prediction.zarr", "prediction", plan.Inference.PredictionRoot, JobStores.PredictionLayout(plan), devices));
        }

        if (plan.Vectorize is not null)
        {
            VectorResult vectors = await VectorActivities.ReadResultAsync(store, plan.Vectorize, cancellationToken);
            Dictionary<string, long> facts = new(StringComparer.Ordinal) { ["parts"] = vectors.Parts.Count };
            foreach (LabelTotal label in vectors.Labels)
            {
                facts[$"polygons:{label.Label}"] = label.Count;
            }

            outputs.Add(new JobOutput("vectors", "vectors", plan.Vectorize.OutputRoot, true, store.GetUri(plan.Vectorize.OutputRoot), facts));
        }

        if (plan.CatalogTable is { } table)
        {
            outputs.Add(await TableAsync(table, cancellationToken));
        }

        if (plan.TilesKey is not null)
        {
            outputs.Add(await FileAsync("tiles.pmtiles", "tiles", plan.TilesKey, cancellationToken));
        }

        outputs.Add(await FileAsync("aoi.parquet", "area", plan.AreaKey, cancellationToken));
        return outputs;
    }

    // "blocks:cuda": on which devices the model ran, and "blocks:there": what an earlier run had left. A prediction of before this was kept has none.
    private async Task<Dictionary<string, long>> ReadDevicesAsync(CancellationToken cancellationToken)
    {
        byte[]? content = await store.ReadAsync(JobPlan.DevicesKeyOf(plan.InferenceKey!), cancellationToken);
        Dictionary<string, long> blocks = content is null ? [] : JsonSerializer.Deserialize<Dictionary<string, long>>(content)!;
        return blocks.ToDictionary(static entry => $"blocks:{entry.Key}", static entry => entry.Value, StringComparer.Ordinal);
    }

    private JobOutput Raster(string name, string kind, string root, RasterStoreLayout layout, Dictionary<string, long>? more = null) =>
        new(name, kind, root, true, store.GetUri(root), new Dictionary<string, long>(more ?? [], StringComparer.Ordinal)
        {
            ["times"] = layout.Times.Count,
            ["bands"] = layout.Bands.Count,
            ["height"] = layout.Grid.Height,
            ["width"] = layout.Grid.Width,
            ["pixels"] = (long)layout.Grid.Height * layout.Grid.Width,
        });

    /// <summary>The table holds what others put into it, too: its rows are not this job's alone.</summary>
    private async Task<JobOutput> TableAsync(string name, CancellationToken cancellationToken)
    {
        CatalogTable table = await new TableCatalog(store).GetAsync(name, cancellationToken) ?? throw new FileNotFoundException($"The table '{name}' does not exist.");
        Dictionary<string, long> facts = new(StringComparer.Ordinal) { ["version"] = table.Version, ["rows"] = table.Rows, ["files"] = table.DataFiles };
        return new JobOutput("table", JobOutput.TableKind, table.Key, true, new Uri(table.Location), facts);
    }

    private async Task<JobOutput> FileAsync(string name, string kind, string key, CancellationToken cancellationToken)
    {
        long bytes = await store.GetLengthAsync(key, cancellationToken) ?? throw new FileNotFoundException($"The job's output '{key}' does not exist.");
        return new JobOutput(name, kind, key, false, store.GetUri(key), new Dictionary<string, long>(StringComparer.Ordinal) { ["bytes"] = bytes });
    }
}
