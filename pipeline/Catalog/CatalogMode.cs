namespace RasterFlow.Catalog;

/// <summary>What becomes of the rows that a table has.</summary>
public enum CatalogMode
{
    /// <summary>New rows take their place.</summary>
    CreateOrReplace,

    /// <summary>New rows are added to them.</summary>
    Append,
}
