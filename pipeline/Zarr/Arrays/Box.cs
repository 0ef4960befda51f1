namespace RasterFlow.Zarr.Arrays;

/// <summary>A part of an array: its first element and its shape.</summary>
internal readonly record struct Box(long[] Origin, int[] Shape)
{
    /// <summary>Elements in it.</summary>
    public long Count => Shape.Aggregate(1L, static (product, side) => checked(product * side));

    /// <summary>Copies what two parts of one array have in common; elements lie in C order.</summary>
    public static void Copy(ReadOnlySpan<byte> source, Box from, Span<byte> destination, Box to, int elementSize)
    {
        int axes = from.Shape.Length;
        if (axes == 0)
        {
            source[..elementSize].CopyTo(destination);
            return;
        }

        long[] first = new long[axes];
        int[] shape = new int[axes];
        for (int axis = 0; axis < axes; axis++)
        {
            first[axis] = Math.Max(from.Origin[axis], to.Origin[axis]);
            shape[axis] = (int)(Math.Min(from.Origin[axis] + from.Shape[axis], to.Origin[axis] + to.Shape[axis]) - first[axis]);
            if (shape[axis] <= 0)
            {
                return;
            }
        }

        int row = shape[^1] * elementSize;
        long[] at = [.. first];
        while (true)
        {
            source.Slice(OffsetOf(at, from) * elementSize, row).CopyTo(destination[(OffsetOf(at, to) * elementSize)..]);
            int axis = axes - 2;
            while (axis >= 0 && ++at[axis] == first[axis] + shape[axis])
            {
                at[axis] = first[axis];
                axis--;
            }

            if (axis < 0)
            {
                return;
            }
        }
    }

    private static int OffsetOf(long[] at, Box box)
    {
        long offset = 0;
        for (int axis = 0; axis < at.Length; axis++)
        {
            offset = (offset * box.Shape[axis]) + at[axis] - box.Origin[axis];
        }

        return checked((int)offset);
    }
}
