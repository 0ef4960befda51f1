namespace RasterFlow.Areas;

/// <summary>A parameter of a method of projection.</summary>
/// <param name="Code">Its EPSG code.</param>
/// <param name="Name">Its name in the registry.</param>
/// <param name="Unit">Its unit as PROJJSON names it: degree, metre or unity.</param>
/// <param name="WktNames">Its names in WKT 1; the first is the one to write.</param>
internal sealed record ProjJsonParameter(int Code, string Name, string Unit, params string[] WktNames);
