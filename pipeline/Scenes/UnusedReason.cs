namespace RasterFlow.Scenes;

/// <summary>Why a scene of a catalogue is not used.</summary>
public enum UnusedReason
{
    /// <summary>It has as much cloud as the limit, or more.</summary>
    Cloud,

    /// <summary>It was taken on another day.</summary>
    OtherDates,

    /// <summary>It shows nothing of the area.</summary>
    OutsideArea,

    /// <summary>A newer processing of the same image is there.</summary>
    Reprocessed,

    /// <summary>Another scene has the same id.</summary>
    SameId,

    /// <summary>It lacks an image or a band that the dataset needs.</summary>
    MissingImage,

    /// <summary>Its pixels are too coarse for the dataset.</summary>
    TooCoarse,

    /// <summary>Its day is outside the dataset's season.</summary>
    OutsideSeason,

    /// <summary>An image of it cannot be read.</summary>
    Unreadable,

    /// <summary>The catalogue does not say when or where it was taken, or an address of it is wrong.</summary>
    IncompleteItem,
}
