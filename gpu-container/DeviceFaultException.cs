namespace RasterFlow.GpuContainer;

/// <summary>The device failed, not the model or the block: another attempt may succeed, here or on another worker.</summary>
/// <param name="device">The device, as <see cref="InferenceDevice"/> names it.</param>
/// <param name="what">What it could not do, as the end of a sentence.</param>
/// <param name="inner">What ONNX Runtime says.</param>
internal sealed class DeviceFaultException(string device, string what, Exception inner) : Exception($"The device {device} {what}.", inner);
