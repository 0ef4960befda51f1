using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using ParquetSharp;
using RasterFlow.StandIns.ParquetSharp.Native;

namespace RasterFlow.StandIns.ParquetSharp;

/// <summary>Turns .NET elements into physical values and back. The rules of dates and times are ParquetSharp's LogicalRead and LogicalWrite.</summary>
internal static class LeafValues
{
    private static readonly MethodInfo WrapMethod = typeof(LeafValues).GetMethod(nameof(Wrap), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>A physical value of an element; null for a missing value, <see cref="ColumnBuffer.NullGroup"/> for a missing group.</summary>
    public static object? ToPhysical(object? element, bool inGroup) => element switch
    {
        null => inGroup ? ColumnBuffer.NullGroup : null,
        INestedValue nested => ToPhysical(nested.Boxed, inGroup: false),
        Date date => date.Days,
        DateOnly date => date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber,
        DateTime time => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond,
        _ => element,
    };

    /// <summary>A function that makes elements of a column. Its input is a physical value or null, and whether the group around it is null.</summary>
    public static Func<object?, bool, TElement> FromPhysical<TElement>(string columnName)
    {
        Type type = Nullable.GetUnderlyingType(typeof(TElement)) ?? typeof(TElement);
        bool nested = IsNested(type);
        bool canBeNull = default(TElement) is null;
        Type leaf = nested ? type.GetGenericArguments()[0] : typeof(TElement);
        bool leafCanBeNull = !leaf.IsValueType || Nullable.GetUnderlyingType(leaf) is not null;
        Func<object?, object>? wrap = nested ? WrapMethod.MakeGenericMethod(leaf).CreateDelegate<Func<object?, object>>() : null;
        Type bareLeaf = Nullable.GetUnderlyingType(leaf) ?? leaf;
        return (value, groupIsNull) =>
        {
            if (groupIsNull && canBeNull)
            {
                return default!;
            }

            if (value is null && !leafCanBeNull)
            {
                throw new InvalidCastException($"Column '{columnName}' holds a null, which {typeof(TElement)} cannot show.");
            }

            object? converted = Convert(value, bareLeaf);
            return (TElement)(wrap is null ? converted! : wrap(converted));
        };
    }

    /// <summary>The leaf's type below <c>Nested</c> and <c>?</c>.</summary>
    public static Type BareLeaf(Type element)
    {
        Type type = Nullable.GetUnderlyingType(element) ?? element;
        return IsNested(type) ? BareLeaf(type.GetGenericArguments()[0]) : type;
    }

    public static bool ContainsNested(Type element) => IsNested(Nullable.GetUnderlyingType(element) ?? element);

    private static bool IsNested(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Nested<>);

    [SuppressMessage("Performance", "CA1859", Justification = "Called through a delegate that returns object.")]
    private static object Wrap<T>(object? value) => new Nested<T>((T)value!);

    private static object? Convert(object? value, Type leaf) => value switch
    {
        int days when leaf == typeof(Date) => new Date(days),
        int days when leaf == typeof(DateOnly) => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(days),
        long micros when leaf == typeof(DateTime) => new DateTime(DateTime.UnixEpoch.Ticks + (micros * TimeSpan.TicksPerMicrosecond)),
        _ => value,
    };
}
