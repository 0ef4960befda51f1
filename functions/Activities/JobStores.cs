using RasterFlow.Jobs;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.Functions.Activities;

/// <summary>The stores of a plan.</summary>
internal static class JobStores
{
    /// <summary>The shape of the plan's prediction store.</summary>
    public static RasterStoreLayout PredictionLayout(JobPlan plan) =>
        Inference.PredictionLayout.For(RasterStoreLayouts.ForMosaic(plan.Mosaic), plan.Inference!, plan.XyBlockMultiplier);

    /// <summary>The overview levels of the plan's mosaic.</summary>
    public static MultiscaleBuilder MosaicLevels(JobPlan plan, IObjectStore store) => new(store, plan.MosaicRoot, RasterStoreLayouts.ForMosaic(plan.Mosaic));

    /// <summary>The overview levels of the plan's prediction.</summary>
    public static MultiscaleBuilder PredictionLevels(JobPlan plan, IObjectStore store) => new(store, plan.Inference!.PredictionRoot, PredictionLayout(plan));
}
