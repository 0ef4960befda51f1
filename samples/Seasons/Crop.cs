namespace RasterFlow.Samples.Seasons;

/// <summary>What grows on a field in one year.</summary>
internal enum Crop
{
    /// <summary>Winter wheat: green in spring, stubble from June.</summary>
    WinterWheat,

    /// <summary>Maize: green from June to September.</summary>
    Maize,

    /// <summary>Grain sorghum: later and thinner than maize.</summary>
    Sorghum,

    /// <summary>Soybeans.</summary>
    Soy,

    /// <summary>No crop: bare soil that stores a year's rain.</summary>
    Fallow,
}
