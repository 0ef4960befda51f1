using System.Buffers;

namespace RasterFlow.Areas;

/// <summary>
/// Checks WKT before it is parsed: the parser calls itself at each opening parenthesis, and a text of nothing else would end the process.
/// </summary>
internal static class WktGuard
{
    /// <summary>A multipolygon takes three; the rest is for collections around it.</summary>
    private const int MaximumDepth = 8;

    /// <summary>The parser also knows comments and quotes, in which a parenthesis would not count: areas need neither.</summary>
    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789()+-.,;=_ \t\r\n");

    /// <summary>The text to parse: one geometry in degrees.</summary>
    /// <exception cref="AreaProblemException">The text is nested too deeply, goes on after its geometry, names another system than EPSG:4326, or is no WKT.</exception>
    public static string Checked(string text, string remedy)
    {
        Check(text, remedy);
        return WithoutSystem(text);
    }

    private static void Check(string text, string remedy)
    {
        int strange = text.AsSpan().IndexOfAnyExcept(Allowed);
        if (strange >= 0)
        {
            throw new AreaProblemException("The text is not valid WKT", $"character {strange + 1} is '{text[strange]}'", remedy);
        }

        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '(' && ++depth > MaximumDepth)
            {
                throw new AreaProblemException("The WKT is nested too deeply", $"character {i + 1}, more than {MaximumDepth} parentheses are open", "Give one POLYGON or MULTIPOLYGON.");
            }

            if (text[i] == ')')
            {
                depth = Math.Max(0, depth - 1);
                if (depth == 0)
                {
                    CheckEnd(text, i + 1, remedy);
                    return;
                }
            }
        }
    }

    /// <summary>The parser stops after the first geometry; what follows would be lost.</summary>
    private static void CheckEnd(string text, int end, string remedy)
    {
        int more = text.AsSpan(end).IndexOfAnyExcept(" \t\r\n");
        if (more >= 0)
        {
            string rest = text.Substring(end + more, Math.Min(20, text.Length - end - more));
            throw new AreaProblemException("The WKT goes on after its geometry", $"character {end + more + 1}, '{rest}'", "Give one geometry: several polygons are one MULTIPOLYGON. " + remedy);
        }
    }

    /// <summary>The text without the system that EWKT names before it (<c>SRID=4326;</c>).</summary>
    /// <exception cref="AreaProblemException">That is not EPSG:4326.</exception>
    private static string WithoutSystem(string text)
    {
        int end = text.IndexOf(';', StringComparison.Ordinal);
        if (end < 0)
        {
            return text;
        }

        string system = text[..end].Replace(" ", string.Empty, StringComparison.Ordinal);
        return system.Equals("SRID=4326", StringComparison.OrdinalIgnoreCase)
            ? text[(end + 1)..]
            : throw new AreaProblemException(
                "The WKT is in another reference system than EPSG:4326", $"'{text[..Math.Min(end, 40)]}'", "Transform it to longitude and latitude (PostGIS: ST_Transform(geometry, 4326)), or give it as GeoParquet with its system.");
    }
}
