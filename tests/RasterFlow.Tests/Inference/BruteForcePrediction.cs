using RasterFlow.Inference;

namespace RasterFlow.Tests.Inference;

/// <summary>A prediction pixel by pixel, in double and straight from the definitions: each covering patch is cut out, run, and weighted.</summary>
internal sealed class BruteForcePrediction(ArrayMosaic mosaic, InferenceJob job)
{
    private readonly Dictionary<(int Time, int Row, int Column), double[]> _patches = [];

    public double At(int time, int label, int y, int x)
    {
        if (Channels(time).Any(channel => mosaic.At(channel.Time, channel.Band, y, x) == 0))
        {
            return double.NaN;
        }

        int stride = job.PatchSize - (2 * job.ClipSize);
        int margin = job.MergeMode == MergeMode.Clip ? job.ClipSize : 0;
        (double sum, double weights) = (0, 0);
        for (int row = -8; row < 40; row++)
        {
            for (int column = -8; column < 40; column++)
            {
                (int py, int px) = (y - (row * stride) + job.ClipSize, x - (column * stride) + job.ClipSize);
                if (Math.Min(py, px) < margin || Math.Max(py, px) >= job.PatchSize - margin)
                {
                    continue;
                }

                double weight = margin > 0 ? 1 : Math.Min(py + 1, job.PatchSize - py) * Math.Min(px + 1, job.PatchSize - px);
                sum += weight * Patch(time, row, column)[(((label * job.PatchSize) + py) * job.PatchSize) + px];
                weights += weight;
            }
        }

        return sum / weights;
    }

    private List<(int Time, int Band)> Channels(int time)
    {
        int[] times = job.Actor == InferenceActor.SemanticSegmentationChangeDetection ? [0, 1] : [time];
        return [.. from t in times from feature in job.Features select (t, int.Parse(feature.AsSpan(1), provider: null))];
    }

    private double[] Patch(int time, int row, int column)
    {
        if (_patches.TryGetValue((time, row, column), out double[]? known))
        {
            return known;
        }

        int size = job.PatchSize;
        int stride = size - (2 * job.ClipSize);
        float[] input = [.. from channel in Channels(time)
                            from y in Enumerable.Range(0, size)
                            from x in Enumerable.Range(0, size)
                            select (float)mosaic.At(channel.Time, channel.Band, (row * stride) - job.ClipSize + y, (column * stride) - job.ClipSize + x)];
        double[] output = new double[job.Labels.Count * size * size];
        for (int i = 0; i < size * size; i++)
        {
            double[] logits = [.. Enumerable.Range(0, job.Labels.Count).Select(label => (double)NeighbourModel.Value(input, label, i / size, i % size, size))];
            double total = logits.Sum(Math.Exp);
            for (int label = 0; label < logits.Length; label++)
            {
                output[(label * size * size) + i] = job.Actor == InferenceActor.Regression ? logits[label] : Math.Exp(logits[label]) / total;
            }
        }

        return _patches[(time, row, column)] = output;
    }
}
