using ParquetSharp;

namespace RasterFlow.Standins.Tests.ParquetSharp;

/// <summary>Every supported type through a file, written and read the way ParquetSharp's own guide does.</summary>
public class RoundTripTests
{
    private static readonly DateTime SomeTime = new DateTime(2023, 7, 14, 9, 30, 15).AddTicks(1234560);

    [Fact]
    public void Bool_RoundTrip_ReturnsValues() => Check<bool>([true, false, true]);

    [Fact]
    public void NullableBool_RoundTrip_ReturnsValues() => Check<bool?>([true, null, false]);

    [Fact]
    public void Int_RoundTrip_ReturnsValues() => Check<int>([int.MinValue, 0, int.MaxValue]);

    [Fact]
    public void NullableInt_RoundTrip_ReturnsValues() => Check<int?>([null, 7, null]);

    [Fact]
    public void Long_RoundTrip_ReturnsValues() => Check<long>([long.MinValue, -1, long.MaxValue]);

    [Fact]
    public void NullableLong_RoundTrip_ReturnsValues() => Check<long?>([5, null, long.MaxValue]);

    [Fact]
    public void Float_RoundTrip_ReturnsValues() => Check<float>([float.MinValue, float.Epsilon, float.PositiveInfinity]);

    [Fact]
    public void NullableFloat_RoundTrip_ReturnsValues() => Check<float?>([1.5f, null]);

    [Fact]
    public void Double_RoundTrip_ReturnsValues() => Check<double>([double.MinValue, 0.1, double.NaN, double.NegativeInfinity]);

    [Fact]
    public void NullableDouble_RoundTrip_ReturnsValues() => Check<double?>([null, Math.PI]);

    [Fact]
    public void String_RoundTrip_ReturnsValues() => Check<string?>(["", "twelve bytes", "thirteen byte", null, "поле 🌾", new string('x', 70_000)]);

    [Fact]
    public void Bytes_RoundTrip_ReturnsValues() => Check<byte[]?>([[], [0, 255, 0], null, [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)]]);

    [Fact]
    public void Date_RoundTrip_ReturnsValues() => Check<Date>([new Date(1969, 12, 31), new Date(0), new Date(2024, 2, 29)]);

    [Fact]
    public void NullableDate_RoundTrip_ReturnsValues() => Check<Date?>([null, new Date(2024, 2, 29)]);

    [Fact]
    public void DateTime_RoundTrip_ReturnsValues() => Check<DateTime>([SomeTime, DateTime.UnixEpoch.AddTicks(-10)]);

    [Fact]
    public void NullableDateTime_RoundTrip_ReturnsValues() => Check<DateTime?>([SomeTime, null]);

    [Fact]
    public void DateOnly_ReadWithOverride_ReturnsValues()
    {
        DateOnly[] values = [new(1950, 1, 1), new(2025, 12, 31)];
        using TemporaryFile path = new();
        Write(path.Path, values);

        using ParquetFileReader file = new(path.Path);
        file.RowGroup(0).Column(0).LogicalReaderOverride<DateOnly>().ReadAll(2).ShouldBe(values);
    }

    [Fact]
    public void LargeColumn_RoundTrip_CrossesChunks()
    {
        long?[] values = [.. Enumerable.Range(0, 10_000).Select(i => i % 7 == 0 ? null : (long?)i)];

        Check(values);
    }

    private static void Check<T>(T[] values)
    {
        using TemporaryFile path = new();
        Write(path.Path, values);

        using ParquetFileReader file = new(path.Path);
        file.FileMetaData.NumRows.ShouldBe(values.Length);
        using RowGroupReader rowGroup = file.RowGroup(0);
        using LogicalColumnReader<T> column = rowGroup.Column(0).LogicalReader<T>();
        column.ReadAll(checked((int)rowGroup.MetaData.NumRows)).ShouldBe(values);
        column.HasNext.ShouldBeFalse();
    }

    private static void Write<T>(string path, T[] values)
    {
        using ParquetFileWriter file = new(path, [new Column<T>("value")]);
        using RowGroupWriter rowGroup = file.AppendRowGroup();
        using (LogicalColumnWriter<T> column = rowGroup.NextColumn().LogicalWriter<T>())
        {
            column.WriteBatch(values);
        }

        file.Close();
    }
}
