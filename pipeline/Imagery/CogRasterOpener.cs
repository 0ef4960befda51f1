using System.Collections.Concurrent;
using RasterFlow.Storage;

namespace RasterFlow.Imagery;

/// <summary>
/// Opens TIFFs by address and keeps the headers of the latest ones, so that the many blocks of a mosaic read each header once;
/// tiles that blocks share are kept too. Safe for concurrent use.
/// </summary>
/// <param name="readers">Decides what may be read.</param>
/// <param name="tiles">Keeps decoded tiles for all images opened here; null makes one that suits the machine.</param>
/// <param name="cachedHeaders">Headers kept at most (a Sentinel-2 band's takes about 20 kB): those of a year of scenes of a few tiles.</param>
public sealed class CogRasterOpener(IRangeReaderFactory readers, TileCache? tiles = null, int cachedHeaders = 2048) : IRasterOpener
{
    private readonly NearestPlans _plans = new();
    private readonly TileCache _tiles = tiles ?? TileCache.ForThisMachine();
    private readonly ConcurrentDictionary<string, SharedLoad<CogFile>> _headers = new();
    private readonly ConcurrentQueue<string> _order = new();

    /// <inheritdoc/>
    /// <exception cref="SourceNotAllowedException">The address is not on the allow-list.</exception>
    /// <exception cref="RasterException">The file is damaged or not supported.</exception>
    public async Task<IRasterSource> OpenAsync(Uri href, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(href);
        IRangeReader reader = readers.Open(href);
        string key = href.AbsoluteUri;

        while (true)
        {
            SharedLoad<CogFile> header = _headers.GetOrAdd(key, _ => Remember(key, reader));
            try
            {
                if (header.TryJoin(cancellationToken) is { } joined)
                {
                    CogFile file = await joined;
                    if (file.Reader is not IVersionedReader { HasChanged: true })
                    {
                        return new CogRasterSource(file, _tiles, _plans);
                    }
                }

                // Its last caller has just given up, or the file has been replaced: load anew.
                _headers.TryRemove(KeyValuePair.Create(key, header));
            }
            catch when (header.HasFailed)
            {
                _headers.TryRemove(KeyValuePair.Create(key, header));
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Expect(long bytes) => _tiles.Expect(bytes);

    private SharedLoad<CogFile> Remember(string key, IRangeReader reader)
    {
        _order.Enqueue(key);
        while (_order.Count > cachedHeaders && _order.TryDequeue(out string? oldest))
        {
            _headers.TryRemove(oldest, out _);
        }

        return new(token => CogFile.OpenAsync(reader, token));
    }
}
