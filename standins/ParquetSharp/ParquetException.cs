namespace ParquetSharp;

public sealed class ParquetException(string type, string message) : Exception($"{type} (message: '{message}')")
{
}
