using System.Collections.Concurrent;

namespace RasterFlow.Tiles;

/// <summary>Workspaces that are used again; as many come to be as are in use at a time.</summary>
internal sealed class WorkPool<T>(Func<T> create)
{
    private readonly ConcurrentBag<T> _free = [];

    public T Rent() => _free.TryTake(out T? item) ? item : create();

    public void Return(T item) => _free.Add(item);
}
