namespace RasterFlow.Samples.Skies;

/// <summary>The classes of Sentinel-2's scene classification (SCL) that the simulator gives.</summary>
internal enum SceneClass : byte
{
    /// <summary>No data.</summary>
    NoData = 0,

    /// <summary>Cloud shadow.</summary>
    CloudShadow = 3,

    /// <summary>Vegetation.</summary>
    Vegetation = 4,

    /// <summary>Not vegetated.</summary>
    NotVegetated = 5,

    /// <summary>Water.</summary>
    Water = 6,

    /// <summary>Unclassified.</summary>
    Unclassified = 7,

    /// <summary>Cloud, medium probability.</summary>
    CloudMedium = 8,

    /// <summary>Cloud, high probability.</summary>
    CloudHigh = 9,

    /// <summary>Thin cirrus.</summary>
    ThinCirrus = 10,
}
