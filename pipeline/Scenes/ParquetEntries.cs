using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ParquetSharp;

namespace RasterFlow.Scenes;

/// <summary>Reads a leaf column entry by entry: values as JSON has them, with repetition and definition levels (Parquet format, "Nested encoding").</summary>
internal static class ParquetEntries
{
    private const int BatchEntries = 1024;

    /// <summary>Takes one entry; the value is null where a part of its path is missing.</summary>
    public delegate void Taker(int repetition, int definition, object? value);

    /// <summary>Whether the column's values can be shown in JSON; binary ones (other geometries) cannot.</summary>
    /// <exception cref="NotSupportedException">The type is none that STAC items have.</exception>
    public static bool CanRead(ColumnDescriptor column, string file)
    {
        LogicalType? logical = LogicalTypeOf(column);
        return (column.PhysicalType, logical) switch
        {
            (PhysicalType.ByteArray, NoneLogicalType) => false,
            (PhysicalType.ByteArray, StringLogicalType or JsonLogicalType) => true,
            (PhysicalType.Boolean or PhysicalType.Float or PhysicalType.Double, NoneLogicalType) => true,
            (PhysicalType.Int32 or PhysicalType.Int64, NoneLogicalType or IntLogicalType) => true,
            (PhysicalType.Int32, DateLogicalType) => true,
            (PhysicalType.Int64, TimestampLogicalType) => true,
            _ => throw new NotSupportedException(
                $"{file}: the column '{column.Path.ToDotString()}' is of the type {column.PhysicalType} ({logical?.ToString() ?? "unknown"}), which is not read. Write it as a string, number, boolean or timestamp."),
        };
    }

    /// <summary>Reads the column to its end.</summary>
    public static void Read(ColumnReader column, Taker taker)
    {
        LogicalType logical = column.ColumnDescriptor.LogicalType;
        switch (column)
        {
            case ColumnReader<bool> flags:
                Read(flags, value => value, taker);
                break;
            case ColumnReader<int> numbers when logical is DateLogicalType:
                Read(numbers, days => Day(days), taker);
                break;
            case ColumnReader<int> numbers when logical is IntLogicalType { IsSigned: false }:
                Read(numbers, value => (long)(uint)value, taker);
                break;
            case ColumnReader<int> numbers:
                Read(numbers, value => (long)value, taker);
                break;
            case ColumnReader<long> moments when logical is TimestampLogicalType { TimeUnit: var unit }:
                Read(moments, value => Moment(value, unit), taker);
                break;
            case ColumnReader<long> numbers:
                Read(numbers, value => value, taker);
                break;
            case ColumnReader<float> numbers:
                // By its shortest decimal, so that 0.1 stays 0.1.
                Read(numbers, value => double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), taker);
                break;
            case ColumnReader<double> numbers:
                Read(numbers, value => value, taker);
                break;
            case ColumnReader<ByteArray> texts:
                Read(texts, Text, taker);
                break;
        }
    }

    /// <summary>Reads the column to its end, its values turned by a function.</summary>
    public static void Read<T>(ColumnReader<T> column, Func<T, object> convert, Taker taker)
        where T : unmanaged
    {
        // Levels that can only be 0 are not filled in.
        int deepest = column.ColumnDescriptor.MaxDefinitionLevel;
        bool repeated = column.ColumnDescriptor.MaxRepetitionLevel > 0;
        short[] definitions = new short[BatchEntries];
        short[] repetitions = new short[BatchEntries];
        T[] values = new T[BatchEntries];
        while (column.HasNext)
        {
            long entries = column.ReadBatch(BatchEntries, definitions, repetitions, values, out _);
            int next = 0;
            for (int i = 0; i < entries; i++)
            {
                int definition = deepest == 0 ? 0 : definitions[i];
                taker(repeated ? repetitions[i] : 0, definition, definition == deepest ? convert(values[next++]) : null);
            }
        }
    }

    /// <summary>Null for a type that ParquetSharp has no class for.</summary>
    private static LogicalType? LogicalTypeOf(ColumnDescriptor column)
    {
        try
        {
            return column.LogicalType;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>RFC 3339, as STAC has it. Times without a zone are UTC. Times beyond the calendar become a text that is none, which readers refuse by the item's id.</summary>
    internal static string Moment(long value, TimeUnit unit) =>
        MomentOf(TicksOf(value, unit))?.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture) ?? $"{value} {unit} since 1970";

    /// <summary>A moment by its ticks of 100 ns since 1970, UTC; null beyond the calendar (years 1 to 9999).</summary>
    internal static DateTimeOffset? MomentOf(Int128 ticks)
    {
        Int128 all = ticks + DateTime.UnixEpoch.Ticks;
        return all >= 0 && all <= DateTime.MaxValue.Ticks ? new DateTimeOffset((long)all, TimeSpan.Zero) : null;
    }

    /// <summary>A timestamp in ticks of 100 ns.</summary>
    internal static Int128 TicksOf(long value, TimeUnit unit) => unit switch
    {
        TimeUnit.Millis => (Int128)value * TimeSpan.TicksPerMillisecond,
        TimeUnit.Micros => (Int128)value * TimeSpan.TicksPerMicrosecond,
        _ => value / TimeSpan.NanosecondsPerTick,
    };

    /// <summary>As <see cref="Moment"/>, for whole days since 1970.</summary>
    internal static string Day(int days)
    {
        long all = (long)days + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return all >= 0 && all <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber((int)all).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : $"{days} days since 1970";
    }

    /// <summary>UTF-8 text.</summary>
    public static string Text(ByteArray value)
    {
        byte[] bytes = new byte[value.Length];
        if (bytes.Length > 0)
        {
            Marshal.Copy(value.Pointer, bytes, 0, bytes.Length);
        }

        return Encoding.UTF8.GetString(bytes);
    }
}
