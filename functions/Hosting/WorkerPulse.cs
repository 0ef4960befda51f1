using System.Globalization;
using System.Text;
using RasterFlow.Storage;

namespace RasterFlow.Functions.Hosting;

/// <summary>
/// When a worker has last answered, for all instances of the app: an object that says so. It tells workers that are busy with the blocks of another job from
/// workers that are not there.
/// </summary>
public sealed class WorkerPulse(IObjectStore store, AppSettings settings, TimeProvider clock)
{
    private const string Key = "inference/last-answer.txt";

    /// <summary>Of one period of silence, how much may pass between two records.</summary>
    private const double RecordedShare = 0.1;

    private long _recorded;

    /// <summary>A worker has answered. Written at most ten times in a period of silence.</summary>
    public async Task BeatAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        long last = Interlocked.Read(ref _recorded);
        bool isDue = now.UtcTicks - last >= TimeSpan.FromSeconds(settings.InferenceSilenceSeconds * RecordedShare).Ticks;
        if (isDue && Interlocked.CompareExchange(ref _recorded, now.UtcTicks, last) == last)
        {
            await store.WriteAsync(Key, Encoding.ASCII.GetBytes(now.ToString("O", CultureInfo.InvariantCulture)), cancellationToken);
        }
    }

    /// <summary>Whether a worker has answered within a period before now; a record may be older than the answer by a tenth of a period.</summary>
    public async Task<bool> IsFeltAsync(TimeSpan period, CancellationToken cancellationToken)
    {
        byte[]? content = await store.ReadAsync(Key, cancellationToken);
        return content is not null
            && DateTimeOffset.TryParseExact(Encoding.ASCII.GetString(content), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset last)
            && clock.GetUtcNow() - last < period + (period * RecordedShare);
    }
}
