namespace RasterFlow.Jobs;

/// <summary>Names of a job's stages, in their order.</summary>
public static class StageNames
{
    /// <summary>Scene search and planning.</summary>
    public const string Plan = "plan";

    /// <summary>Compositing.</summary>
    public const string Mosaic = "mosaic";

    /// <summary>Overview levels.</summary>
    public const string Multiscales = "multiscales";

    /// <summary>Inference.</summary>
    public const string Predict = "predict";

    /// <summary>Polygons.</summary>
    public const string Vectorize = "vectorize";

    /// <summary>Map tiles.</summary>
    public const string Tiles = "tiles";
}

/// <summary>How far a job is: the custom status of its orchestration.</summary>
/// <param name="Stage">The stage that runs, or ran last.</param>
/// <param name="Stages">The stages begun so far.</param>
public sealed record JobProgress(string Stage, IReadOnlyList<StageProgress> Stages);

/// <summary>How far a stage is.</summary>
/// <param name="Name">One of <see cref="StageNames"/>.</param>
/// <param name="Total">Blocks (runs of blocks for the mosaic, or archives) to make.</param>
/// <param name="Done">Those that are made.</param>
/// <param name="Started">When it began (UTC).</param>
/// <param name="Finished">When it ended (UTC); null while it runs.</param>
public sealed record StageProgress(string Name, int Total, int Done, DateTime Started, DateTime? Finished);

/// <summary>What the orchestration keeps of a plan: where it lies and how many blocks each stage has (0: the job has no such stage).</summary>
/// <param name="PlanKey">Key of the <see cref="JobPlan"/> in the outputs container.</param>
/// <param name="MosaicRuns">Runs of blocks to composite (<see cref="Mosaics.BlockRuns"/>).</param>
/// <param name="LevelBlocks">1 for the mosaic's histograms and metadata, then the blocks to build of each of its overview levels; empty without levels.</param>
/// <param name="PredictionBlocks">Blocks to infer.</param>
/// <param name="PredictionLevelBlocks">Blocks to build of each overview level of the prediction.</param>
/// <param name="VectorBlocks">Blocks to trace.</param>
/// <param name="TileArchives">Tile archives to build.</param>
public sealed record JobPlanSummary(string PlanKey, int MosaicRuns, int[] LevelBlocks, int PredictionBlocks, int[] PredictionLevelBlocks, int VectorBlocks, int TileArchives);
