using System.Text.Json;
using RasterFlow.Inference;

namespace RasterFlow.Jobs;

/// <summary>Reads <c>predict.transform</c>.</summary>
internal static class TransformReader
{
    /// <summary>Reads the member; null when it is not there. Counts are checked later, when the features are known.</summary>
    public static InputTransform? Read(JsonFields predict, List<JobProblem> problems)
    {
        if (predict.Find("transform") is not { } json)
        {
            return null;
        }

        JsonFields fields = new(json, predict.PathOf("transform"), problems);
        InputTransform transform = new()
        {
            Scale = fields.Numbers("scale"),
            Offset = fields.Numbers("offset"),
            Min = (float?)fields.Number("min", -float.MaxValue, float.MaxValue),
            Max = (float?)fields.Number("max", -float.MaxValue, float.MaxValue),
            Mean = fields.Numbers("mean"),
            Std = fields.Numbers("std"),
        };
        fields.RefuseUnknown();
        return transform;
    }
}
