namespace RasterFlow.Tiles;

/// <summary>The range of an attribute's values and a regular sample of them, for whoever chooses colours by them.</summary>
internal sealed class AttributeSample
{
    /// <summary>Values kept: half as many to all of these, however many there are.</summary>
    private const int MostValues = 128;

    private readonly List<double> _values = new(MostValues);
    private long _stride = 1;

    /// <summary>Values so far.</summary>
    public long Count { get; private set; }

    /// <summary>Least value.</summary>
    public double Min { get; private set; } = double.PositiveInfinity;

    /// <summary>Greatest value.</summary>
    public double Max { get; private set; } = double.NegativeInfinity;

    /// <summary>Adds a value.</summary>
    public void Add(double value)
    {
        Min = Math.Min(Min, value);
        Max = Math.Max(Max, value);
        if (Count++ % _stride != 0)
        {
            return;
        }

        if (_values.Count == MostValues)
        {
            // Every second one goes, and of those to come only every second one is taken.
            for (int i = 0; i < MostValues / 2; i++)
            {
                _values[i] = _values[2 * i];
            }

            _values.RemoveRange(MostValues / 2, MostValues / 2);
            _stride *= 2;
        }

        _values.Add(value);
    }

    /// <summary>The sample, sorted; doubles stay, so that shares of it are shares of the whole.</summary>
    public IEnumerable<double> Sorted() => _values.Order();
}
