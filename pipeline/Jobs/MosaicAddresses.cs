using System.Security.Cryptography;
using RasterFlow.Imagery;
using RasterFlow.Mosaics;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.Jobs;

/// <summary>
/// Decides where a run makes its mosaic. The address comes from the scenes, the grid and the datasets alone: runs that fail on an unreadable image and runs that leave such
/// scenes out (<see cref="SceneFailure"/>) make the same blocks as long as all can be read, and go on from each other's.
/// </summary>
/// <remarks>
/// Once a block has been made without one of its scenes (<see cref="SceneFailureLog"/>) the mosaic stays what it is, for the sake of what was made of it, and no other run takes
/// it for the whole one: the next run makes another, at an address of its own, takes all whole blocks over, and reads the scenes of the others again. Only a run that leaves
/// scenes out anyway keeps the one that is there, when it finds that none of them can be read by now either.
/// </remarks>
/// <param name="store">The outputs container.</param>
/// <param name="opener">Opens images.</param>
public sealed class MosaicAddresses(IObjectStore store, IRasterOpener opener)
{
    /// <summary>Earlier mosaics whose blocks are looked for; each has all whole blocks of those before it that its run came to.</summary>
    private const int MostEarlier = 8;

    /// <summary>Reads to find out whether scenes that were left out can be read by now.</summary>
    private const int MostTrials = 64;

    private const int ConcurrentTrials = 8;

    /// <summary>Finds the address for a plan.</summary>
    /// <param name="mosaic">The plan.</param>
    /// <param name="parts">What else determines the store: a salt, whether it has levels.</param>
    /// <param name="cancellationToken">Cancels requests.</param>
    public async Task<MosaicAddress> FindAsync(MosaicPlan mosaic, IReadOnlyList<string> parts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mosaic);
        ArgumentNullException.ThrowIfNull(parts);
        MosaicPlan content = mosaic with { OnSceneFailure = default, Skipped = [] };
        string plan = Convert.ToHexStringLower(SHA256.HashData(content.ToJson()));
        string HashOf(int attempt) => OutputAddress.Of([.. parts, plan, .. attempt == 0 ? Array.Empty<string>() : [$"{attempt}"]]);

        List<string> earlier = [];
        for (int attempt = 0; ; attempt++)
        {
            MosaicAddress address = new(HashOf(attempt), [.. earlier.AsEnumerable().Reverse().Take(MostEarlier)]);
            SceneFailureLog log = new(store, address.Root);
            if (await log.FindAsync(cancellationToken) is null)
            {
                return address;
            }

            bool isSuperseded = await store.ListAsync(MosaicAddress.RootOf(HashOf(attempt + 1)), cancellationToken).AnyAsync(cancellationToken);
            if (mosaic.OnSceneFailure == SceneFailure.Skip && !isSuperseded
                && !await CanAnyBeReadAsync(mosaic, await log.ReadSomeAsync(MostTrials, cancellationToken), cancellationToken))
            {
                return address;
            }

            earlier.Add(address.Root);
        }
    }

    private async Task<bool> CanAnyBeReadAsync(MosaicPlan mosaic, IReadOnlyList<LeftOutScene> trials, CancellationToken cancellationToken)
    {
        RasterStoreLayout layout = RasterStoreLayouts.ForMosaic(mosaic);
        await using SceneReader reader = new(opener, mosaic.Grid, mosaic.Resampling, ConcurrentTrials);
        bool[] found = await Task.WhenAll(trials.Select(async trial =>
        {
            BlockIndex block = layout.BlockAt(trial.Block);
            PlannedScene? scene = mosaic.Steps[block.Time].Scenes.FirstOrDefault(scene => scene.Id == trial.SceneId);
            return scene is null || !scene.Assets.ContainsKey(trial.Source) || await reader.CanReadAsync(scene, trial.Source, layout.WindowOf(block), cancellationToken);
        }));
        return found.Contains(true);
    }
}
