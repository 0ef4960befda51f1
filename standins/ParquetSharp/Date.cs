using System.Globalization;

namespace ParquetSharp;

/// <summary>Days since 1970-01-01.</summary>
public readonly struct Date(int days) : IEquatable<Date>, IComparable, IComparable<Date>
{
    public readonly int Days = days;

    public Date(int year, int month, int day)
        : this(new DateTime(year, month, day))
    {
    }

    public Date(DateTime dateTime)
        : this((int)((dateTime.Date.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerDay))
    {
    }

    public DateTime DateTime => new(DateTime.UnixEpoch.Ticks + (Days * TimeSpan.TicksPerDay));

    public Date AddDays(int days) => new(Days + days);

    public bool Equals(Date other) => Days == other.Days;

    public override bool Equals(object? obj) => obj is Date date && Equals(date);

    public override int GetHashCode() => Days.GetHashCode();

    public int CompareTo(object? obj) => obj is Date date ? CompareTo(date) : 1;

    public int CompareTo(Date other) => Days.CompareTo(other.Days);

    public override string ToString() => DateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
