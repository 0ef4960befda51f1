namespace RasterFlow.Jobs;

/// <summary>A mosaic that was to be made of all scenes has a block without one: another run, which leaves out what it cannot read, has made that block meanwhile.</summary>
public sealed class SceneLeftOutException : Exception
{
    internal SceneLeftOutException(LeftOutScene scene)
        : base($"Another job, which leaves out scenes that it cannot read, has just made block {scene.Block} of the same mosaic without scene {scene.SceneId} ({scene.Reason}). Start this job again: it reads that scene once more, and makes no other block again.")
    {
    }
}
