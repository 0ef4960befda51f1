namespace RasterFlow.Storage;

/// <summary>A reader that keeps to one version of its file.</summary>
internal interface IVersionedReader
{
    /// <summary>True once the file has been found replaced by another: no more can be read, and what was read of it before is out of date.</summary>
    bool HasChanged { get; }
}
