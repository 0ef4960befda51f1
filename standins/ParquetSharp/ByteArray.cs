namespace ParquetSharp;

/// <summary>Bytes in memory that the reader owns: valid until the next batch is read or the reader is disposed.</summary>
public readonly struct ByteArray(nint pointer, int length) : IEquatable<ByteArray>
{
    public readonly int Length = length;

    public readonly nint Pointer = pointer;

    public unsafe bool Equals(ByteArray other) =>
        new ReadOnlySpan<byte>((void*)Pointer, Length).SequenceEqual(new ReadOnlySpan<byte>((void*)other.Pointer, other.Length));

    public override bool Equals(object? obj) => obj is ByteArray other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Length, Pointer);

    public override string ToString() => $"Pointer: {Pointer}, Length: {Length}";
}
