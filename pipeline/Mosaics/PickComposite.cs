using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>
/// Fills one layer of a block with pixels of single scenes: the first scene in the given order whose pixel counts gives all bands.
/// Ends as soon as every pixel has one, unless looks are to be counted.
/// </summary>
/// <param name="reader">Reads images.</param>
/// <param name="layer">The layer.</param>
/// <param name="scenes">Its scenes, the best first; those of one acquisition side by side.</param>
/// <param name="parts">What is held at once.</param>
internal sealed class PickComposite(SceneReader reader, MosaicLayer layer, IReadOnlyList<PlannedScene> scenes, BlockParts parts)
{
    /// <summary>Fills the layer's bands.</summary>
    public async Task FillAsync(BlockTarget target, CancellationToken cancellationToken)
    {
        TileShape? tiles = scenes.Count == 0 ? null : await reader.TilesOfAsync(scenes[0], layer.Sources[0], cancellationToken);
        foreach (PixelWindow part in parts.Parts(target.Window, layer.Bands.Count, tiles))
        {
            await FillPartAsync(target, part, cancellationToken);
        }
    }

    private async Task FillPartAsync(BlockTarget target, PixelWindow part, CancellationToken cancellationToken)
    {
        int words = PixelBits.WordsFor(part.Area);
        ushort[] seen = new ushort[words];
        ushort[] bits = new ushort[words];
        ushort[] taken = new ushort[words];
        using RentedBuffer<ushort> counts = new(layer.CountsValidPixels ? part.Area : 0);
        counts.Span.Clear();
        for (int band = 0; band < layer.BandCount; band++)
        {
            Clear(target, layer.FirstBand + band, part);
        }

        using RentedBuffer<ushort> numbers = new(checked(part.Area * layer.Bands.Count));
        string? acquisition = null;
        foreach (PlannedScene scene in scenes.Where(scene => !scene.Window.Intersect(part).IsEmpty))
        {
            if (scene.Acquisition != acquisition)
            {
                acquisition = scene.Acquisition;
                Array.Clear(seen);
            }

            if (!await MaskAsync(scene, part, seen, bits, cancellationToken) || (!layer.CountsValidPixels && !AnyFree(bits, taken)))
            {
                continue;
            }

            await Reads.AllAsync(Enumerable.Range(0, layer.Bands.Count).Select(band =>
                reader.ReadBandAsync(scene, layer, band, part, numbers.Memory.Slice(band * part.Area, part.Area), cancellationToken)));
            Take(scene, part, numbers.Span, bits, seen);
            PixelBits.Count(bits, counts.Span);
            Place(target, part, numbers.Span, bits, taken);
            if (!layer.CountsValidPixels && PixelBits.CountSet(taken) == part.Area)
            {
                break;
            }
        }

        if (layer.CountsValidPixels)
        {
            target.Place(layer.FirstBand + layer.Bands.Count, part, counts.Span);
        }
    }

    private async Task<bool> MaskAsync(PlannedScene scene, PixelWindow part, ushort[] seen, ushort[] bits, CancellationToken cancellationToken)
    {
        if (layer.Mask is not { } rule)
        {
            // What an earlier scene of the pass shows is not asked of this one.
            for (int i = 0; i < bits.Length; i++)
            {
                bits[i] = (ushort)~seen[i];
            }

            return true;
        }

        using RentedBuffer<ushort> classes = new(part.Area);
        await reader.ReadMaskAsync(scene, rule, part, classes.Memory, cancellationToken);
        return SceneMask.Apply(rule, classes.Span, seen, bits);
    }

    /// <summary>Turns numbers into values, and leaves of the bits those of pixels with a value in at least one band.</summary>
    private void Take(PlannedScene scene, PixelWindow part, Span<ushort> numbers, ushort[] bits, ushort[] seen)
    {
        ushort[] any = new ushort[bits.Length];
        for (int band = 0; band < layer.Bands.Count; band++)
        {
            Span<ushort> plane = numbers.Slice(band * part.Area, part.Area);
            LookKernel.Harmonise(plane, [], layer.OffsetOf(scene));
            PixelBits.Collect(plane, any);
        }

        for (int i = 0; i < bits.Length; i++)
        {
            bits[i] &= any[i];
            seen[i] |= layer.Mask is null ? any[i] : (ushort)0;
        }
    }

    private void Place(BlockTarget target, PixelWindow part, ReadOnlySpan<ushort> numbers, ushort[] bits, ushort[] taken)
    {
        for (int i = 0; i < bits.Length; i++)
        {
            bits[i] &= (ushort)~taken[i];
            taken[i] |= bits[i];
        }

        for (int band = 0; band < layer.Bands.Count; band++)
        {
            ReadOnlySpan<ushort> plane = numbers.Slice(band * part.Area, part.Area);
            for (int row = 0; row < part.Height; row++)
            {
                Span<ushort> to = target.Row(layer.FirstBand + band, part, row);
                int first = row * part.Width;
                for (int x = 0; x < to.Length; x++)
                {
                    to[x] = PixelBits.IsSet(bits, first + x) ? plane[first + x] : to[x];
                }
            }
        }
    }

    private static bool AnyFree(ushort[] bits, ushort[] taken)
    {
        for (int i = 0; i < bits.Length; i++)
        {
            if ((bits[i] & ~taken[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static void Clear(BlockTarget target, int band, PixelWindow part)
    {
        for (int row = 0; row < part.Height; row++)
        {
            target.Row(band, part, row).Clear();
        }
    }
}
