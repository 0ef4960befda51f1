namespace RasterFlow.Samples;

/// <summary>How far a simulation is.</summary>
/// <param name="ScenesDone">Scenes written so far.</param>
/// <param name="ScenesTotal">Scenes in all.</param>
public readonly record struct SimulationProgress(int ScenesDone, int ScenesTotal);
