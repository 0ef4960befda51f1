using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>The scenes that show something in one sub-window, each with its mask; acquisitions are numbered from 0.</summary>
internal sealed class LookSet : IDisposable
{
    /// <summary>
    /// A page and a cache line, in samples. Planes a large power of two apart would fall into the same few sets of every cache and of the address
    /// translation, which hold 8 to 16 planes (`bench median --looks 16`: 66 Mpixel/s instead of 47; no difference at 10 and at 40 looks).
    /// </summary>
    private const int StridePadding = (4096 + 64) / sizeof(ushort);

    private const int PageSamples = 4096 / sizeof(ushort);
    private readonly List<(PlannedScene Scene, int Acquisition, PixelBuffer Mask)> _looks = [];

    private LookSet(PixelWindow window) => Window = window;

    public PixelWindow Window { get; }

    /// <summary>Acquisitions with at least one clear pixel.</summary>
    public int Acquisitions { get; private set; }

    /// <summary>Samples from the start of one plane to the start of the next.</summary>
    public int Stride => StrideOf(Window.Area);

    /// <summary>The distance of planes that hold this many samples.</summary>
    public static int StrideOf(int area) => checked(((area + PageSamples - 1) / PageSamples * PageSamples) + StridePadding);

    /// <summary>Reads the scene classifications and decides which scene shows which pixel (<see cref="SceneMask"/>).</summary>
    public static async Task<LookSet> ReadAsync(SceneReader reader, IReadOnlyList<PlannedScene> scenes, PixelWindow window, CancellationToken cancellationToken)
    {
        List<PlannedScene> touching = [.. scenes.Where(scene => !scene.Window.Intersect(window).IsEmpty)];
        PixelBuffer[] classes = [.. touching.Select(_ => new PixelBuffer(window.Area))];
        LookSet set = new(window);
        try
        {
            await Reads.AllAsync(touching.Select((scene, i) =>
                reader.ReadAsync(scene, MosaicPlanner.SceneClassification, window, classes[i].Memory, cancellationToken)));
            set.Decide(touching, classes);
            return set;
        }
        catch
        {
            Array.ForEach(classes, buffer => buffer.Dispose());
            throw;
        }
    }

    /// <summary>Reads one band of all scenes: one plane an acquisition, <see cref="Stride"/> apart, harmonised, 0 where it does not count.</summary>
    public async Task<PixelBuffer> ReadBandAsync(SceneReader reader, string band, CancellationToken cancellationToken)
    {
        int area = Window.Area;
        PixelBuffer planes = new(checked(Acquisitions * Stride));
        try
        {
            planes.Span.Clear();
            await Reads.AllAsync(_looks.Select(look => ReadLookAsync(look.Scene, look.Mask, planes.Memory.Slice(look.Acquisition * Stride, area))));
            return planes;
        }
        catch
        {
            planes.Dispose();
            throw;
        }

        async Task ReadLookAsync(PlannedScene scene, PixelBuffer mask, Memory<ushort> plane)
        {
            using PixelBuffer numbers = new(area);
            await reader.ReadAsync(scene, band, Window, numbers.Memory, cancellationToken);

            // Scenes of one acquisition share a plane.
            lock (planes)
            {
                LookKernel.Merge(numbers.Span, mask.Span, scene.DigitalNumberOffset, plane.Span);
            }
        }
    }

    public void Dispose() => _looks.ForEach(look => look.Mask.Dispose());

    private void Decide(List<PlannedScene> scenes, PixelBuffer[] classes)
    {
        using PixelBuffer seen = new(Window.Area);
        for (int i = 0; i < scenes.Count; i++)
        {
            bool sameAsBefore = i > 0 && scenes[i].Acquisition == scenes[i - 1].Acquisition;
            if (!sameAsBefore)
            {
                seen.Span.Clear();
            }

            if (!SceneMask.Apply(classes[i].Span, seen.Span))
            {
                classes[i].Dispose();
                continue;
            }

            bool joins = _looks.Count > 0 && _looks[^1].Scene.Acquisition == scenes[i].Acquisition;
            Acquisitions += joins ? 0 : 1;
            _looks.Add((scenes[i], Acquisitions - 1, classes[i]));
        }
    }
}
