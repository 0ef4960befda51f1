using System.Numerics;

namespace RasterFlow.Vectors;

/// <summary>
/// Thins a set of pixels to lines a pixel wide: Zhang and Suen, A fast parallel algorithm for thinning digital patterns, Communications of the ACM 27
/// (1984). Each pass looks only at pixels whose neighbours have changed since they were last looked at, so the work grows with the pixels that go.
/// </summary>
internal static class Thinning
{
    private const int N = 1;
    private const int E = 4;
    private const int S = 16;
    private const int W = 64;

    /// <summary>Thins the set in place.</summary>
    public static void Apply(SparseMask mask)
    {
        List<PixelCorner> candidates = mask.Pixels();
        List<PixelCorner> changedBefore = [];
        for (int pass = 0; ; pass++)
        {
            List<PixelCorner> going = candidates.FindAll(pixel => mask.Has(pixel.X, pixel.Y) && Goes(mask.Neighbours(pixel), (pass & 1) == 0));
            going.ForEach(pixel => mask.Remove(pixel.X, pixel.Y));
            if (pass > 0 && going.Count == 0 && changedBefore.Count == 0)
            {
                return;
            }

            candidates = pass == 0 ? candidates : [.. going.Concat(changedBefore).SelectMany(Near).Distinct()];
            changedBefore = going;
        }
    }

    /// <summary>The conditions of the paper's two subiterations.</summary>
    private static bool Goes(int neighbours, bool first)
    {
        int count = BitOperations.PopCount((uint)neighbours);
        int turned = ((neighbours << 1) | (neighbours >> 7)) & 0xFF;
        int transitions = BitOperations.PopCount((uint)(neighbours & ~turned & 0xFF));
        if (count is < 2 or > 6 || transitions != 1)
        {
            return false;
        }

        return first
            ? !HasAll(neighbours, N | E | S) && !HasAll(neighbours, E | S | W)
            : !HasAll(neighbours, N | E | W) && !HasAll(neighbours, N | S | W);
    }

    private static bool HasAll(int neighbours, int bits) => (neighbours & bits) == bits;

    private static IEnumerable<PixelCorner> Near(PixelCorner pixel)
    {
        for (int i = 0; i < 8; i++)
        {
            PixelCorner step = SparseMask.Steps[i];
            yield return new PixelCorner(pixel.X + step.X, pixel.Y + step.Y);
        }
    }
}
