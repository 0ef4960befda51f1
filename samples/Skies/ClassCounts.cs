namespace RasterFlow.Samples.Skies;

/// <summary>How many class pixels of 20 m a scene has of each class.</summary>
internal sealed class ClassCounts
{
    private readonly long[] _counts = new long[12];
    private long _total;

    /// <summary>Cloud of any kind, per cent of the pixels with data: eo:cloud_cover as Earth Search gives it.</summary>
    public double CloudPercent => Percent(SceneClass.CloudMedium) + Percent(SceneClass.CloudHigh) + Percent(SceneClass.ThinCirrus);

    /// <summary>No data, per cent of all pixels.</summary>
    public double NoDataPercent => _total == 0 ? 0 : 100.0 * _counts[0] / _total;

    /// <summary>True when no pixel has data.</summary>
    public bool IsEmpty => _counts[0] == _total;

    /// <summary>Counts pixels.</summary>
    public void Add(ReadOnlySpan<byte> classes)
    {
        foreach (byte c in classes)
        {
            _counts[c]++;
        }

        _total += classes.Length;
    }

    /// <summary>A class's share of the pixels with data, per cent.</summary>
    public double Percent(SceneClass sceneClass) => IsEmpty ? 0 : 100.0 * _counts[(int)sceneClass] / (_total - _counts[0]);
}
