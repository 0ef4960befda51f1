namespace RasterFlow.Vectors;

/// <summary>
/// The pixels of a skeleton as a graph: a pixel is linked to those beside it, and to those at its corners where no pixel beside both links them already.
/// Pixels with other than two links are its nodes.
/// </summary>
internal sealed class SkeletonGraph
{
    private readonly Dictionary<PixelCorner, List<PixelCorner>> _links;
    private readonly List<PixelCorner> _pixels;

    /// <summary>Links the pixels of a skeleton.</summary>
    /// <param name="mask">The skeleton.</param>
    /// <param name="pixels">Its pixels in row-major order.</param>
    public SkeletonGraph(SparseMask mask, List<PixelCorner> pixels)
    {
        _pixels = pixels;
        _links = new(pixels.Count);
        foreach (PixelCorner pixel in pixels)
        {
            int around = mask.Neighbours(pixel);
            List<PixelCorner> links = new(2);
            for (int i = 0; i < 8; i++)
            {
                bool isLinked = (around & (1 << i)) != 0 && ((i & 1) == 0 || ((around & (1 << (i - 1))) == 0 && (around & (1 << ((i + 1) & 7))) == 0));
                if (isLinked)
                {
                    links.Add(new PixelCorner(pixel.X + SparseMask.Steps[i].X, pixel.Y + SparseMask.Steps[i].Y));
                }
            }

            _links[pixel] = links;
        }
    }

    /// <summary>Takes off ways from an end to a junction that are shorter than a length in pixels; what was a junction may then be passed straight through.</summary>
    public void Prune(double shorterThan)
    {
        foreach (PixelCorner end in _pixels.FindAll(pixel => LinksOf(pixel).Count == 1))
        {
            if (LinksOf(end).Count != 1)
            {
                continue;
            }

            List<PixelCorner> path = Follow(end, LinksOf(end)[0]);
            if (path.Count - 1 < shorterThan && LinksOf(path[^1]).Count > 2)
            {
                Remove(path);
            }
        }
    }

    /// <summary>Every way between two nodes, and every ring without one, once.</summary>
    public IEnumerable<IReadOnlyList<PixelCorner>> Paths()
    {
        HashSet<(PixelCorner, PixelCorner)> walked = [];
        foreach (PixelCorner node in _pixels.Where(pixel => LinksOf(pixel).Count is not (0 or 2)))
        {
            foreach (PixelCorner next in LinksOf(node))
            {
                if (!walked.Contains((node, next)))
                {
                    yield return Walk(node, next, walked);
                }
            }
        }

        foreach (PixelCorner pixel in _pixels.Where(pixel => LinksOf(pixel).Count == 2))
        {
            if (!walked.Contains((pixel, LinksOf(pixel)[0])) && !walked.Contains((LinksOf(pixel)[0], pixel)))
            {
                yield return Walk(pixel, LinksOf(pixel)[0], walked);
            }
        }
    }

    private List<PixelCorner> LinksOf(PixelCorner pixel) => _links[pixel];

    private List<PixelCorner> Walk(PixelCorner from, PixelCorner to, HashSet<(PixelCorner, PixelCorner)> walked)
    {
        List<PixelCorner> path = Follow(from, to);
        for (int i = 1; i < path.Count; i++)
        {
            walked.Add((path[i - 1], path[i]));
            walked.Add((path[i], path[i - 1]));
        }

        return path;
    }

    /// <summary>The way from one pixel over the next until a node, or until it is back.</summary>
    private List<PixelCorner> Follow(PixelCorner from, PixelCorner to)
    {
        List<PixelCorner> path = [from, to];
        while (path[^1] != from && LinksOf(path[^1]) is { Count: 2 } links)
        {
            path.Add(links[0] == path[^2] ? links[1] : links[0]);
        }

        return path;
    }

    /// <summary>Removes a way but not the junction at its end.</summary>
    private void Remove(List<PixelCorner> path)
    {
        for (int i = 0; i < path.Count - 1; i++)
        {
            LinksOf(path[i + 1]).Remove(path[i]);
            LinksOf(path[i]).Clear();
        }
    }
}
