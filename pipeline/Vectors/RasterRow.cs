namespace RasterFlow.Vectors;

/// <summary>One row of one label across the whole raster: its runs in order, and statistics that belong to some of them.</summary>
internal sealed class RasterRow
{
    /// <summary>Start and end of every run, one after the other: whole-raster columns, ascending; no two runs touch.</summary>
    public List<int> Edges { get; } = [];

    /// <summary>Statistics of parts of the raster, each with the index of a run that the part holds.</summary>
    public List<(int Run, PolygonStatistics Statistics)> Statistics { get; } = [];

    /// <summary>Empties the row.</summary>
    public void Clear()
    {
        Edges.Clear();
        Statistics.Clear();
    }

    /// <summary>Adds the next run; one that goes on where the last one ended (across a block's edge) makes that one longer.</summary>
    public void Add(int start, int end)
    {
        if (Edges.Count > 0 && Edges[^1] == start)
        {
            Edges[^1] = end;
            return;
        }

        Edges.Add(start);
        Edges.Add(end);
    }
}
