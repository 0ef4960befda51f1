namespace RasterFlow.Catalog.Avro;

/// <summary>
/// A record's values by the names of its fields: <see langword="null"/>, <see cref="bool"/>, <see cref="int"/>, <see cref="long"/>, <see cref="float"/>,
/// <see cref="double"/>, <see cref="string"/>, a byte array, a list of objects, or another record. Keeps what it does not know, so that what others wrote survives.
/// </summary>
internal sealed class AvroRecord : Dictionary<string, object?>
{
    public AvroRecord()
        : base(StringComparer.Ordinal)
    {
    }

    private AvroRecord(AvroRecord other)
        : base(other, StringComparer.Ordinal)
    {
    }

    /// <summary>A copy whose members can be set without touching this one's.</summary>
    public AvroRecord Copy() => new(this);

    /// <summary>A member that must be there.</summary>
    /// <exception cref="InvalidDataException">It is missing or of another type.</exception>
    public T Get<T>(string name) => TryGetValue(name, out object? value) && value is T typed
        ? typed
        : throw new InvalidDataException($"'{name}' is missing or is no {typeof(T).Name}.");

    /// <summary>A whole number that may be missing.</summary>
    public long? GetLong(string name) => this.GetValueOrDefault(name) switch
    {
        long value => value,
        int value => value,
        _ => null,
    };
}
