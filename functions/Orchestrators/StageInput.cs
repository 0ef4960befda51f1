namespace RasterFlow.Functions.Orchestrators;

/// <summary>Input of the whole job: references only. The document lies in storage.</summary>
/// <param name="JobId">The job.</param>
/// <param name="RequestKey">Key of the job document; made of its content, so that what it names never changes.</param>
/// <param name="Run">A value of this run alone; a job started again under the same id has another.</param>
public sealed record JobInput(string JobId, string RequestKey, string Run);

/// <summary>Input of a stage: where the plan lies and how many blocks the stage has. References only, never data.</summary>
/// <param name="JobId">The job.</param>
/// <param name="PlanKey">Key of the job's plan in the outputs container.</param>
/// <param name="Blocks">Blocks of the stage itself, then those of each overview level that it builds.</param>
public sealed record StageInput(string JobId, string PlanKey, int[] Blocks);

/// <summary>Input of an activity that works on one block.</summary>
/// <param name="PlanKey">Key of the job's plan in the outputs container.</param>
/// <param name="Level">Overview level; 0 for stages without levels.</param>
/// <param name="Block">Block number in its store.</param>
public sealed record BlockTask(string PlanKey, int Level, int Block);

/// <summary>Input of an orchestration over a range of blocks.</summary>
/// <param name="Activity">The activity that does one block.</param>
/// <param name="PlanKey">Key of the job's plan in the outputs container.</param>
/// <param name="Level">Overview level; 0 for stages without levels.</param>
/// <param name="First">First block.</param>
/// <param name="Count">Blocks in the range.</param>
public sealed record BlockRangeInput(string Activity, string PlanKey, int Level, int First, int Count);

/// <summary>Custom status of an orchestration that does blocks itself.</summary>
public sealed record BlockProgress(int Done, int Total);
