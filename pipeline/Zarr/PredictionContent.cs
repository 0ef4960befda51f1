namespace RasterFlow.Zarr;

/// <summary>What the samples of a prediction store are: the group's attribute <c>prediction</c>, for those who draw or read it.</summary>
/// <param name="Output"><c>probabilities</c>, <c>logits</c>, <c>class</c> (numbers of labels, from 0) or <c>values</c> (of a regression).</param>
/// <param name="Labels">The model's labels in order; a band each, but for <c>class</c>, whose numbers they explain.</param>
public sealed record PredictionContent(string Output, IReadOnlyList<string> Labels)
{
    /// <summary>Name of the attribute.</summary>
    internal const string Attribute = "prediction";

    /// <summary>The output whose samples are numbers of labels.</summary>
    internal const string Classes = "class";
}
