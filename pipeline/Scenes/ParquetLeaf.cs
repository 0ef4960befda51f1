using ParquetSharp;
using ParquetSharp.Schema;

namespace RasterFlow.Scenes;

/// <summary>
/// Puts the entries of one leaf column back into records (Melnik and others, "Dremel", 2010, section 4.3): groups become dictionaries,
/// repeated fields lists. Used for one row group.
/// </summary>
/// <param name="path">The nodes from the top-level field down to the leaf.</param>
internal sealed class ParquetLeaf(IReadOnlyList<Node> path)
{
    private readonly int[] _positions = new int[path.Count(node => node.Repetition == Repetition.Repeated)];

    /// <summary>Adds one entry to the record that it belongs to.</summary>
    public void Add(Dictionary<string, object?> record, int repetition, int definition, object? value)
    {
        Advance(repetition);
        Dictionary<string, object?> at = record;
        int defined = 0;
        int lists = 0;
        for (int depth = 0; depth < path.Count; depth++)
        {
            Node node = path[depth];
            if (node.Repetition != Repetition.Required && ++defined > definition)
            {
                return;
            }

            bool last = depth == path.Count - 1;
            if (node.Repetition == Repetition.Repeated)
            {
                List<object?> elements = Member(at, node.Name, static () => new List<object?>());
                int position = _positions[lists++];
                if (position == elements.Count)
                {
                    elements.Add(last ? value : new Dictionary<string, object?>());
                }

                if (last)
                {
                    return;
                }

                at = (Dictionary<string, object?>)elements[position]!;
            }
            else if (last)
            {
                at[node.Name] = value;
            }
            else
            {
                at = Member(at, node.Name, static () => new Dictionary<string, object?>());
            }
        }
    }

    /// <summary>An entry's repetition level says which list it goes on with; lists inside that one start anew.</summary>
    private void Advance(int repetition)
    {
        if (repetition > 0)
        {
            _positions[repetition - 1]++;
        }

        Array.Clear(_positions, repetition, _positions.Length - repetition);
    }

    private static T Member<T>(Dictionary<string, object?> group, string name, Func<T> create)
        where T : class
    {
        if (group.TryGetValue(name, out object? found) && found is T member)
        {
            return member;
        }

        T made = create();
        group[name] = made;
        return made;
    }
}
