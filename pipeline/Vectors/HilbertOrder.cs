using NetTopologySuite.Geometries;

namespace RasterFlow.Vectors;

/// <summary>
/// Places on a Hilbert curve, so that rows that lie near each other on the ground lie near each other in a file
/// and a reader can skip row groups by their bounding boxes.
/// </summary>
public static class HilbertOrder
{
    private const int BitsPerAxis = 32;

    /// <summary>
    /// How far along the Hilbert curve of order 32 through <paramref name="extent"/> a point lies. The curve starts in the lower left
    /// corner and ends in the lower right one. Points outside count as the nearest point inside.
    /// </summary>
    /// <param name="point">A position in the same reference system as the extent; only x and y count.</param>
    /// <param name="extent">The box that the curve fills.</param>
    /// <exception cref="ArgumentException">The extent is empty, or a coordinate is not a number.</exception>
    /// <remarks>The bit-by-bit construction of Hilbert, "Über die stetige Abbildung einer Linie auf ein Flächenstück" (1891).</remarks>
    public static ulong Key(Coordinate point, Envelope extent)
    {
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(extent);
        if (extent.IsNull)
        {
            throw new ArgumentException("The extent of a Hilbert curve must not be empty.", nameof(extent));
        }

        return Distance(Cell(point.X, extent.MinX, extent.Width), Cell(point.Y, extent.MinY, extent.Height));
    }

    /// <summary>The cell, 0 to 2^32 - 1, of a value on one axis.</summary>
    private static uint Cell(double value, double minimum, double length)
    {
        if (double.IsNaN(value))
        {
            throw new ArgumentException("A coordinate without a value has no place on a Hilbert curve.", nameof(value));
        }

        double share = length > 0 ? (value - minimum) / length : 0;
        return (uint)Math.Clamp(Math.Floor(share * (1L << BitsPerAxis)), 0, uint.MaxValue);
    }

    private static ulong Distance(uint x, uint y)
    {
        ulong distance = 0;
        for (int bit = BitsPerAxis - 1; bit >= 0; bit--)
        {
            uint right = (x >> bit) & 1;
            uint upper = (y >> bit) & 1;
            distance = (distance << 2) | ((3 * right) ^ upper);

            // The lower quadrants hold the curve turned: both mirror at the diagonal, the right one at the other diagonal.
            if (upper == 0)
            {
                if (right == 1)
                {
                    x = ~x;
                    y = ~y;
                }

                (x, y) = (y, x);
            }
        }

        return distance;
    }
}
