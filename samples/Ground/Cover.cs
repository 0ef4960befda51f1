namespace RasterFlow.Samples.Ground;

/// <summary>What covers the ground where no field is.</summary>
internal enum Cover
{
    /// <summary>Grazed prairie.</summary>
    Range,

    /// <summary>Mown or unused grass: pivot corners, field margins.</summary>
    Grass,

    /// <summary>Dirt road along a section line.</summary>
    Road,

    /// <summary>Trees along the creek and around farmsteads.</summary>
    Trees,

    /// <summary>A wood of leafy trees.</summary>
    Forest,

    /// <summary>The creek.</summary>
    Water,

    /// <summary>Roofs, yards and streets.</summary>
    Built,
}
