using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using Azure.Core.Serialization;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>Turns trigger data and text payloads into the types that function parameters have.</summary>
internal static class ValueConverter
{
    /// <summary>A payload: text, bytes, or JSON of anything else.</summary>
    public static object? FromPayload(BinaryData payload, Type type, ObjectSerializer serializer)
    {
        if (type == typeof(BinaryData))
        {
            return payload;
        }

        if (type == typeof(byte[]))
        {
            return payload.ToArray();
        }

        if (type == typeof(ReadOnlyMemory<byte>))
        {
            return payload.ToMemory();
        }

        if (type == typeof(Stream))
        {
            return payload.ToStream();
        }

        if (type == typeof(string) || type == typeof(object))
        {
            return payload.ToString();
        }

        return TryScalar(payload.ToString(), type, out object? scalar) ? scalar : WorkerJson.Deserialize(serializer, payload, type);
    }

    /// <summary>One value of the trigger data, for a parameter of its name.</summary>
    public static object? FromData(object? value, Type type, ObjectSerializer serializer)
    {
        if (value is null || type.IsInstanceOfType(value))
        {
            return value;
        }

        if (value is JsonElement json)
        {
            return type == typeof(string) ? json.ToString() : FromPayload(BinaryData.FromString(json.GetRawText()), type, serializer);
        }

        string text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
        return type == typeof(string) ? text : FromPayload(BinaryData.FromString(text), type, serializer);
    }

    private static bool TryScalar(string text, Type type, out object? value)
    {
        Type scalar = Nullable.GetUnderlyingType(type) ?? type;
        value = null;
        if (scalar == typeof(Guid) || scalar == typeof(DateTimeOffset) || scalar == typeof(TimeSpan) || scalar.IsEnum || (scalar.IsPrimitive && scalar != typeof(nint)) || scalar == typeof(decimal))
        {
            value = TypeDescriptor.GetConverter(scalar).ConvertFromInvariantString(text.Trim().Trim('"'));
            return true;
        }

        if (scalar == typeof(DateTime))
        {
            value = DateTime.Parse(text.Trim().Trim('"'), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);
            return true;
        }

        return false;
    }
}
