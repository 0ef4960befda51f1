using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>The scenes that show something in one part of a window, each with its mask as bits; acquisitions are numbered from 0.</summary>
internal sealed class LookSet : IDisposable
{
    /// <summary>
    /// A page and a cache line, in samples. Planes a large power of two apart would fall into the same few sets of every cache and of the address
    /// translation, which hold 8 to 16 planes (`bench median --looks 16`: 66 Mpixel/s instead of 47; no difference at 10 and at 40 looks).
    /// </summary>
    private const int StridePadding = (4096 + 64) / sizeof(ushort);

    private const int PageSamples = 4096 / sizeof(ushort);
    private readonly List<(PlannedScene Scene, int Acquisition, RentedBuffer<ushort>? Bits)> _looks = [];
    private readonly SceneReader _reader;
    private readonly MosaicLayer _layer;
    private RentedBuffer<ushort>[]? _seen;

    private LookSet(SceneReader reader, MosaicLayer layer, PixelWindow window)
    {
        _reader = reader;
        _layer = layer;
        Window = window;
    }

    public PixelWindow Window { get; }

    /// <summary>Acquisitions with at least one pixel that counts.</summary>
    public int Acquisitions { get; private set; }

    /// <summary>Samples from the start of one plane to the start of the next.</summary>
    public int Stride => StrideOf(Window.Area);

    /// <summary>The distance of planes that hold this many samples.</summary>
    public static int StrideOf(int area) => checked(((area + PageSamples - 1) / PageSamples * PageSamples) + StridePadding);

    /// <summary>Reads the mask images and decides which scene shows which pixel (<see cref="SceneMask"/>). Without a mask all scenes that touch the part take part.</summary>
    public static async Task<LookSet> ReadAsync(SceneReader reader, MosaicLayer layer, IReadOnlyList<PlannedScene> scenes, PixelWindow window, CancellationToken cancellationToken)
    {
        List<PlannedScene> touching = [.. scenes.Where(scene => !scene.Window.Intersect(window).IsEmpty)];
        LookSet set = new(reader, layer, window);
        if (layer.Mask is not { } rule)
        {
            touching.ForEach(scene => set.Add(scene, null));
            return set;
        }

        RentedBuffer<ushort>[] classes = [.. touching.Select(_ => new RentedBuffer<ushort>(window.Area))];
        try
        {
            await Reads.AllAsync(touching.Select((scene, i) => reader.ReadMaskAsync(scene, rule, window, classes[i].Memory, cancellationToken)));
            set.Decide(rule, touching, classes);
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
        finally
        {
            Array.ForEach(classes, buffer => buffer.Dispose());
        }
    }

    /// <summary>Reads one band of all scenes: one plane an acquisition, <see cref="Stride"/> apart, harmonised, 0 where it does not count.</summary>
    public async Task<RentedBuffer<ushort>> ReadBandAsync(int band, CancellationToken cancellationToken)
    {
        RentedBuffer<ushort> planes = new(checked(Acquisitions * Stride));
        try
        {
            await Reads.AllAsync(_looks.GroupBy(look => look.Acquisition).Select(acquisition =>
                ReadAcquisitionAsync(band, [.. acquisition.Select(look => (look.Scene, look.Bits))], planes.Memory.Slice(acquisition.Key * Stride, Window.Area), cancellationToken)));
            return planes;
        }
        catch
        {
            planes.Dispose();
            throw;
        }
    }

    /// <summary>Remembers where a band has values, for <see cref="CountValid"/>.</summary>
    public void Collect(ReadOnlySpan<ushort> planes)
    {
        int area = Window.Area;
        _seen ??= [.. Enumerable.Range(0, Acquisitions).Select(_ => NewBits(area))];
        for (int look = 0; look < _seen.Length; look++)
        {
            PixelBits.Collect(planes.Slice(look * Stride, area), _seen[look].Span);
        }
    }

    /// <summary>Numbers of looks that had a value in any collected band, per pixel; what was collected is gone then.</summary>
    public void CountValid(Span<ushort> counts)
    {
        counts.Clear();
        foreach (RentedBuffer<ushort> bits in _seen ?? [])
        {
            PixelBits.Count(bits.Span, counts);
            bits.Dispose();
        }

        _seen = null;
    }

    /// <summary>Gives the masks back. What has been collected is the sorter's, which may still be at work then.</summary>
    public void Dispose() => _looks.ForEach(look => look.Bits?.Dispose());

    private static RentedBuffer<ushort> NewBits(int area)
    {
        RentedBuffer<ushort> bits = new(PixelBits.WordsFor(area));
        bits.Span.Clear();
        return bits;
    }

    /// <summary>The first scene is read straight into the plane; others of the same pass fill what it leaves.</summary>
    private async Task ReadAcquisitionAsync(int band, (PlannedScene Scene, RentedBuffer<ushort>? Bits)[] looks, Memory<ushort> plane, CancellationToken cancellationToken)
    {
        RentedBuffer<ushort>[] others = [.. looks.Skip(1).Select(_ => new RentedBuffer<ushort>(Window.Area))];
        try
        {
            await Reads.AllAsync(looks.Select((look, i) =>
                _reader.ReadBandAsync(look.Scene, _layer, band, Window, i == 0 ? plane : others[i - 1].Memory, cancellationToken)));
            for (int i = 0; i < looks.Length; i++)
            {
                ReadOnlySpan<ushort> bits = looks[i].Bits is { } mask ? mask.Span : [];
                int offset = _layer.OffsetOf(looks[i].Scene);
                if (i == 0)
                {
                    LookKernel.Harmonise(plane.Span, bits, offset);
                }
                else
                {
                    LookKernel.Merge(others[i - 1].Span, bits, offset, plane.Span);
                }
            }
        }
        finally
        {
            Array.ForEach(others, buffer => buffer.Dispose());
        }
    }

    private void Decide(MaskRule rule, List<PlannedScene> scenes, RentedBuffer<ushort>[] classes)
    {
        int words = PixelBits.WordsFor(Window.Area);
        using RentedBuffer<ushort> seen = new(words);
        for (int i = 0; i < scenes.Count; i++)
        {
            if (i == 0 || scenes[i].Acquisition != scenes[i - 1].Acquisition)
            {
                seen.Span.Clear();
            }

            RentedBuffer<ushort> bits = new(words);
            if (SceneMask.Apply(rule, classes[i].Span, seen.Span, bits.Span))
            {
                Add(scenes[i], bits);
            }
            else
            {
                bits.Dispose();
            }
        }
    }

    private void Add(PlannedScene scene, RentedBuffer<ushort>? bits)
    {
        bool joins = _looks.Count > 0 && _looks[^1].Scene.Acquisition == scene.Acquisition;
        Acquisitions += joins ? 0 : 1;
        _looks.Add((scene, Acquisitions - 1, bits));
    }
}
