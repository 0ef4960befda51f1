using System.Runtime.InteropServices;
using RasterFlow.Vectors;

namespace RasterFlow.Bench.Vectorize;

/// <summary>Compares our polygons with the peer's, ring by ring and score by score.</summary>
internal static class PeerPolygons
{
    /// <summary>How many of our polygons the peer has exactly so: the same rings with the same corners, and means within 1e-6.</summary>
    public static int CountEqual(string path, IReadOnlyList<PixelPolygon> ours)
    {
        Dictionary<string, double> theirs = Read(File.ReadAllBytes(path));
        return ours.Count(polygon => theirs.TryGetValue(Describe(polygon.Holes.Prepend(polygon.Shell)), out double mean)
            && Math.Abs(mean - polygon.Statistics.ScoreMean) < 1e-6);
    }

    private static Dictionary<string, double> Read(byte[] content)
    {
        ReadOnlySpan<int> words = MemoryMarshal.Cast<byte, int>(content.AsSpan(0, content.Length / 4 * 4));
        int count = words[0];
        ReadOnlySpan<double> means = MemoryMarshal.Cast<byte, double>(content.AsSpan(content.Length - (8 * count)));
        Dictionary<string, double> polygons = new(count, StringComparer.Ordinal);
        int at = 1;
        for (int i = 0; i < count; i++)
        {
            PixelCorner[][] rings = new PixelCorner[words[at++]][];
            for (int ring = 0; ring < rings.Length; ring++)
            {
                int positions = words[at++];

                // The last position repeats the first.
                rings[ring] = [.. MemoryMarshal.Cast<int, PixelCorner>(words.Slice(at, 2 * positions))[..^1]];
                at += 2 * positions;
            }

            polygons.Add(Describe(rings), means[i]);
        }

        return polygons;
    }

    private static string Describe(IEnumerable<PixelCorner[]> rings) => string.Join('|', rings.Select(Describe).Order(StringComparer.Ordinal));

    /// <summary>A ring's corners in one direction from its first one on.</summary>
    private static string Describe(PixelCorner[] ring)
    {
        PixelCorner[] corners = PixelRing.SignedArea(ring) > 0 ? ring : [.. Enumerable.Reverse(ring)];
        int start = Array.IndexOf(corners, corners.Min());
        return string.Join(' ', corners[start..].Concat(corners[..start]).Select(static corner => $"{corner.X},{corner.Y}"));
    }
}
