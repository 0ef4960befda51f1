using ParquetSharp;
using ParquetSharp.Schema;

namespace RasterFlow.StandIns.ParquetSharp;

/// <summary>
/// Turns the values of a top-level column into what Parquet stores of one leaf below it: values with repetition and definition levels
/// (Melnik and others, "Dremel", 2010, section 4; the Parquet format, "Nested encoding").
/// </summary>
internal sealed class LevelShredder(ColumnDescriptor leaf)
{
    private readonly IReadOnlyList<Node> _path = leaf.Ancestry();
    private readonly List<LevelValue> _levels = [];

    /// <summary>The leaf's entries for all rows. Groups and lists come as arrays, see <see cref="Native.ResultColumns"/>.</summary>
    public List<LevelValue> Shred(IEnumerable<object?> rows)
    {
        foreach (object? row in rows)
        {
            Field(0, row, 0, 0, 0);
        }

        return _levels;
    }

    private void Field(int depth, object? value, int definition, int repetition, int lists)
    {
        Node node = _path[depth];
        if (node.Repetition == Repetition.Repeated)
        {
            Elements(depth, value as object?[] ?? [], definition, repetition, lists);
            return;
        }

        if (node.Repetition == Repetition.Optional)
        {
            if (value is null)
            {
                Add(repetition, definition, null);
                return;
            }

            definition++;
        }

        Content(depth, value, definition, repetition, lists);
    }

    private void Content(int depth, object? value, int definition, int repetition, int lists)
    {
        if (depth == _path.Count - 1)
        {
            Add(repetition, definition, value);
        }
        else if (_path[depth + 1].Repetition == Repetition.Repeated && _path[depth] is GroupNode { FieldCount: 1 })
        {
            // DuckDB shows the group around a repeated field as the list itself.
            Elements(depth + 1, (object?[])value!, definition, repetition, lists);
        }
        else
        {
            int member = ((GroupNode)_path[depth]).FieldIndex(_path[depth + 1].Name);
            Field(depth + 1, ((object?[])value!)[member], definition, repetition, lists);
        }
    }

    private void Elements(int depth, object?[] elements, int definition, int repetition, int lists)
    {
        if (elements.Length == 0)
        {
            Add(repetition, definition, null);
            return;
        }

        // A repeated group with one field stands for that field (Parquet format, "Lists").
        bool wrapped = _path[depth] is GroupNode { FieldCount: 1 };
        for (int i = 0; i < elements.Length; i++)
        {
            int level = i == 0 ? repetition : lists + 1;
            if (wrapped)
            {
                Field(depth + 1, elements[i], definition + 1, level, lists + 1);
            }
            else
            {
                Content(depth, elements[i], definition + 1, level, lists + 1);
            }
        }
    }

    private void Add(int repetition, int definition, object? value) => _levels.Add(new LevelValue((short)repetition, (short)definition, value));
}
