namespace RasterFlow.Mosaics;

/// <summary>What happens when an image of a scene cannot be read, after all retries.</summary>
public enum SceneFailure
{
    /// <summary>The block fails, and with it the job; what is done is kept.</summary>
    Fail,

    /// <summary>The block is made without the scene, and the result says so.</summary>
    Skip,
}
