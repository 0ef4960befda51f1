using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RasterFlow.Zarr;

/// <summary>What the two sample types are in memory, in metadata and as no data. Samples lie little-endian in memory, as in the store.</summary>
internal static class SampleTypes
{
    /// <summary>Zarr's name of a sample type.</summary>
    public static string NameOf(RasterSampleType type) => type == RasterSampleType.UInt16 ? "uint16" : "float32";

    /// <summary>The no-data value: 0 of uint16, NaN of float32.</summary>
    public static T FillOf<T>()
        where T : unmanaged
    {
        float nan = float.NaN;
        return typeof(T) == typeof(float) ? Unsafe.As<float, T>(ref nan) : default;
    }

    /// <summary>True when no value is data.</summary>
    public static bool IsAllFill<T>(ReadOnlySpan<T> values)
        where T : unmanaged =>
        typeof(T) == typeof(float)
            ? !MemoryMarshal.Cast<T, float>(values).ContainsAnyExcept(float.NaN)
            : !MemoryMarshal.Cast<T, ushort>(values).ContainsAnyExcept((ushort)0);

    /// <summary>Refuses a type of samples that the store does not have.</summary>
    /// <exception cref="ArgumentException">T is not the store's type.</exception>
    public static void Require<T>(RasterSampleType type)
        where T : unmanaged
    {
        if (typeof(T) != (type == RasterSampleType.UInt16 ? typeof(ushort) : typeof(float)))
        {
            throw new ArgumentException($"The store holds {NameOf(type)}, not {typeof(T).Name}.");
        }
    }
}
