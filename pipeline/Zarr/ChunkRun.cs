namespace RasterFlow.Zarr;

/// <summary>Inner chunks of one shard that lie next to each other and are read in one request.</summary>
internal sealed class ChunkRun
{
    /// <summary>Gaps up to here cost less than another request.</summary>
    private const int MaxGapBytes = 64 << 10;

    /// <summary>Runs end here, so that reading and decoding overlap and memory stays bounded.</summary>
    private const int MaxRunBytes = 4 << 20;

    private ChunkRun(long offsetBytes) => OffsetBytes = offsetBytes;

    public long OffsetBytes { get; }

    public int LengthBytes { get; private set; }

    /// <summary>Rows and columns of the chunks in their shard, and where each lies in the run.</summary>
    public List<(int Row, int Column, int Start, int Length)> Chunks { get; } = [];

    /// <summary>Gathers chunks into runs.</summary>
    public static List<ChunkRun> Gather(IEnumerable<(int Row, int Column, long OffsetBytes, int LengthBytes)> chunks)
    {
        List<ChunkRun> runs = [];
        foreach ((int row, int column, long offset, int length) in chunks.OrderBy(chunk => chunk.OffsetBytes))
        {
            ChunkRun? last = runs.Count > 0 ? runs[^1] : null;
            long end = offset + length;
            if (last is null || offset - (last.OffsetBytes + last.LengthBytes) > MaxGapBytes || end - last.OffsetBytes > MaxRunBytes)
            {
                last = new ChunkRun(offset);
                runs.Add(last);
            }

            last.LengthBytes = Math.Max(last.LengthBytes, (int)(end - last.OffsetBytes));
            last.Chunks.Add((row, column, (int)(offset - last.OffsetBytes), length));
        }

        return runs;
    }
}
