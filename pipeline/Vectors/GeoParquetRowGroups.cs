using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using ParquetSharp;
using RasterFlow.Areas;

namespace RasterFlow.Vectors;

/// <summary>Gathers rows and writes them a row group at a time.</summary>
internal sealed class GeoParquetRowGroups(ParquetFileWriter file)
{
    private readonly List<VectorFeature> _rows = new(1024);
    private readonly SortedSet<string> _geometryTypes = new(StringComparer.Ordinal);
    private readonly Envelope _extent = new();
    private readonly WKBWriter _wkb = new(ByteOrder.LittleEndian, handleSRID: false);

    /// <summary>Adds a row; every full row group goes to the file.</summary>
    public void Add(VectorFeature feature)
    {
        if (feature.Geometry.IsEmpty)
        {
            throw new ArgumentException($"Feature {feature.Id} has an empty geometry.", nameof(feature));
        }

        _rows.Add(feature);
        _geometryTypes.Add(feature.Geometry.GeometryType);
        _extent.ExpandToInclude(feature.Geometry.EnvelopeInternal);
        if (_rows.Count == GeoParquetLayout.RowGroupRows)
        {
            Flush();
        }
    }

    /// <summary>Writes the rows gathered so far.</summary>
    public void Flush()
    {
        if (_rows.Count == 0)
        {
            return;
        }

        using (RowGroupWriter rowGroup = file.AppendRowGroup())
        {
            Write(rowGroup, feature => feature.Id);
            Write(rowGroup, feature => _wkb.Write(feature.Geometry));
            Write(rowGroup, feature => feature.Label);
            Write(rowGroup, feature => new Date(feature.Time.ToDateTime(TimeOnly.MinValue)));
            Write(rowGroup, feature => feature.Pixels);
            Write(rowGroup, feature => feature.ScoreMean);
            Write(rowGroup, feature => new Nested<double>(feature.Geometry.EnvelopeInternal.MinX));
            Write(rowGroup, feature => new Nested<double>(feature.Geometry.EnvelopeInternal.MinY));
            Write(rowGroup, feature => new Nested<double>(feature.Geometry.EnvelopeInternal.MaxX));
            Write(rowGroup, feature => new Nested<double>(feature.Geometry.EnvelopeInternal.MaxY));
            rowGroup.Close();
        }

        _rows.Clear();
    }

    /// <summary>The <c>geo</c> metadata of all rows so far.</summary>
    public string DescribeGeometry() => GeoParquetMetadata.Write(GeoParquetLayout.Geometry, _geometryTypes, _extent, covered: true);

    private void Write<T>(RowGroupWriter rowGroup, Func<VectorFeature, T> value)
    {
        T[] values = new T[_rows.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = value(_rows[i]);
        }

        using LogicalColumnWriter<T> column = rowGroup.NextColumn().LogicalWriter<T>();
        column.WriteBatch(values);
    }
}
