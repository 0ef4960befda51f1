using System.Runtime.InteropServices;

namespace RasterFlow.Tests.Imagery.Inflate;

/// <summary>Memory that ends where a page begins that may not be touched: one byte too far ends the process.</summary>
internal sealed unsafe partial class GuardedBytes : IDisposable
{
    private const int Page = 4096;
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;
    private readonly byte* _start;
    private readonly int _size;
    private readonly int _length;

    public GuardedBytes(int length)
    {
        _length = length;
        _size = ((length + Page - 1) / Page * Page) + Page;
        _start = (byte*)mmap(0, (nuint)_size, ReadWrite, PrivateAnonymous, -1, 0);
        if (mprotect((nint)(_start + _size - Page), Page, 0) != 0)
        {
            throw new InvalidOperationException("mprotect failed.");
        }
    }

    public Span<byte> Span => new(_start + _size - Page - _length, _length);

    public static GuardedBytes Of(ReadOnlySpan<byte> content)
    {
        GuardedBytes bytes = new(content.Length);
        content.CopyTo(bytes.Span);
        return bytes;
    }

    public void Dispose() => _ = munmap((nint)_start, (nuint)_size);

    [LibraryImport("libc")]
    private static partial nint mmap(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc")]
    private static partial int mprotect(nint address, nuint length, int protection);

    [LibraryImport("libc")]
    private static partial int munmap(nint address, nuint length);
}
