using System.Text;

namespace RasterFlow.Areas.Places;

/// <summary>Compares names of places as people write them: without regard to case, accents, dots, hyphens and Saint or St.</summary>
internal static class PlaceNames
{
    // Letters with accents in the outlines. Unicode decomposition is not at hand without the culture data that hosts leave out.
    private const string Accented = "áàâãäåçéèêëíìîïñóòôõöúùûüÅ";
    private const string Plain = "aaaaaaceeeeiiiinooooouuuua";

    /// <summary>The form of a name that is compared.</summary>
    public static string Fold(string name)
    {
        StringBuilder folded = new(name.Length);
        foreach (char letter in name.Trim())
        {
            char lower = char.ToLowerInvariant(letter);
            int accent = Accented.IndexOf(lower, StringComparison.Ordinal);
            char plain = accent >= 0 ? Plain[accent] : lower;
            if (char.IsLetterOrDigit(plain))
            {
                folded.Append(plain);
            }
            else if (plain is not ('.' or '\'' or '’') && folded.Length > 0 && folded[^1] != ' ')
            {
                folded.Append(' ');
            }
        }

        string text = folded.ToString().TrimEnd();
        return text.StartsWith("saint ", StringComparison.Ordinal) ? "st " + text[6..] : text;
    }

    /// <summary>
    /// The least number of letters to insert, delete or replace, or of neighbours to swap, that makes one text of another (optimal string alignment).
    /// </summary>
    public static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
