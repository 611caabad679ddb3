using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Stages.Detection;

/// <summary>
/// Reads the boxes that are confident enough out of a network's numbers, and leaves out those that overlap better ones. For one thread.
/// </summary>
internal sealed class CandidateReader(string name, DetectorSettings detector, DetectionOptions options)
{
    /// <summary>As many boxes are compared, as in ultralytics: the best.</summary>
    private const int MostCompared = 30_000;

    // Rounding in half precision may give a bit more than 1.
    private const float MostConfidence = 1.01f;

    private readonly List<Candidate> _candidates = [];
    private readonly float _threshold = options.ConfidenceThreshold;
    private float[] _best = [];
    private int[] _classes = [];

    /// <summary>The objects of an image, the most confident first; good until the next call.</summary>
    /// <param name="values">All numbers of the output.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="image">The image's place in the batch.</param>
    /// <exception cref="OnnxNetworkException">The numbers are none, or not what the layout says.</exception>
    public ReadOnlySpan<Candidate> Read(ReadOnlySpan<float> values, ReadOnlySpan<long> shape, int image)
    {
        _candidates.Clear();
        DetectorLayout layout = detector.Layout;
        if (layout == DetectorLayout.EndToEndBatch)
        {
            Check(shape is [.., 7] && shape.Length is 2 or 3, shape);
            ReadBatch(values, image);
        }
        else
        {
            Check(shape.Length == 3 && image < shape[0], shape);
            int rows = (int)shape[1],
                columns = (int)shape[2];
            ReadOnlySpan<float> own = values.Slice(image * rows * columns, rows * columns);
            Check(IsComplete(layout, rows, columns), shape);
            if (layout == DetectorLayout.YoloV8)
                ReadAcross(own, rows, columns);
            else
                ReadRows(layout, own, columns);
        }

        _candidates.Sort(Candidate.Compare);
        if (layout is DetectorLayout.YoloV5 or DetectorLayout.YoloV8 or DetectorLayout.Ssd)
            Suppress();
        return CollectionsMarshal.AsSpan(_candidates)[..Math.Min(_candidates.Count, options.MaxDetections)];
    }

    private bool IsComplete(DetectorLayout layout, int rows, int columns)
    {
        int classes = detector.ClassNames.Count;
        return layout switch
        {
            DetectorLayout.YoloV5 or DetectorLayout.Ssd => columns == 5 + classes,
            DetectorLayout.YoloV8 => rows == 4 + classes,
            _ => columns == 6,
        };
    }

    private void Check(bool condition, ReadOnlySpan<long> shape)
    {
        if (!condition)
            throw new OnnxNetworkException(
                $"The detector '{name}' gives ({string.Join(", ", shape.ToArray())}), which isn't what layout "
                    + $"{detector.Layout} of {detector.ClassNames.Count} classes has."
            );
    }

    private void ReadRows(DetectorLayout layout, ReadOnlySpan<float> values, int columns)
    {
        for (int row = 0; (row + 1) * columns <= values.Length; row++)
        {
            ReadOnlySpan<float> v = values.Slice(row * columns, columns);
            switch (layout)
            {
                case DetectorLayout.YoloV5:
                    if (!IsMore(v[4], row))
                        break;
                    (int best, float share) = Best(v[5..]);
                    if (IsMore(v[4] * share, row))
                        AddCentred(v[0], v[1], v[2], v[3], v[4] * share, best, row);
                    break;
                case DetectorLayout.Ssd:
                    ReadScores(v, row);
                    break;
                case DetectorLayout.TensorFlow:
                    if (IsMore(v[4], row))
                        Add(Across(v[1]), Down(v[0]), Across(v[3]), Down(v[2]), v[4], ClassOf(v[5] - 1, row), row);
                    break;
                default:
                    if (IsMore(v[4], row))
                        Add(v[0], v[1], v[2], v[3], v[4], ClassOf(v[5], row), row);
                    break;
            }
        }
    }

    /// <summary>Scores, the first of the background, and a box that all classes share.</summary>
    private void ReadScores(ReadOnlySpan<float> v, int row)
    {
        ReadOnlySpan<float> scores = v[..^4],
            box = v[^4..];
        for (int c = 1; c < scores.Length; c++)
        {
            if (IsMore(scores[c], row))
                Add(Across(box[0]), Down(box[1]), Across(box[2]), Down(box[3]), scores[c], c - 1, row);
        }
    }

    private void ReadAcross(ReadOnlySpan<float> values, int rows, int columns)
    {
        if (_best.Length < columns)
            (_best, _classes) = (new float[columns], new int[columns]);
        Span<float> best = _best.AsSpan(0, columns);
        best.Fill(float.NegativeInfinity);
        for (int c = 0; c < rows - 4; c++)
        {
            ReadOnlySpan<float> scores = values.Slice((4 + c) * columns, columns);
            for (int i = 0; i < scores.Length; i++)
            {
                // What is no number stays: it is more than nothing, and nothing is more than it.
                if (scores[i] <= best[i] || float.IsNaN(best[i]))
                    continue;
                best[i] = scores[i];
                _classes[i] = c;
            }
        }

        for (int i = 0; i < columns; i++)
        {
            if (IsMore(best[i], i))
            {
                AddCentred(values[i], values[columns + i], values[(2 * columns) + i], values[(3 * columns) + i], best[i], _classes[i], i);
            }
        }
    }

    private void ReadBatch(ReadOnlySpan<float> values, int image)
    {
        for (int row = 0; (row + 1) * 7 <= values.Length; row++)
        {
            ReadOnlySpan<float> v = values.Slice(row * 7, 7);
            if (v[0] == image && IsMore(v[6], row))
                Add(v[1], v[2], v[3], v[4], v[6], ClassOf(v[5], row), row);
        }
    }

    /// <summary>The most probable class; one that is no number, so that it is told, if there is such.</summary>
    private static (int Class, float Share) Best(ReadOnlySpan<float> shares)
    {
        int best = 0;
        for (int c = 1; c < shares.Length; c++)
        {
            if (!(shares[c] <= shares[best]) && !float.IsNaN(shares[best]))
                best = c;
        }

        return (best, shares[best]);
    }

    private float Across(float share) => share * detector.Width;

    private float Down(float share) => share * detector.Height;

    /// <summary>Whether a confidence is above the threshold; it has to be one.</summary>
    private bool IsMore(float confidence, int row)
    {
        if (confidence <= _threshold)
            return false;
        return confidence <= MostConfidence
            ? true
            : throw new OnnxNetworkException(
                FormattableString.Invariant($"The detector '{name}' gives box {row} the confidence {confidence}; allowed: 0 to 1. ")
                    + "A network that ends before its sigmoid or softmax gives other numbers than probabilities."
            );
    }

    private int ClassOf(float value, int row)
    {
        int count = detector.ClassNames.Count,
            most = count == 0 ? int.MaxValue : count - 1;
        return value >= 0 && value <= most && value == MathF.Truncate(value)
            ? (int)value
            : throw new OnnxNetworkException(
                FormattableString.Invariant($"The detector '{name}' gives box {row} the class {value}; ")
                    + (count == 0 ? "allowed: whole numbers from 0." : $"its classes are 0 to {most}.")
            );
    }

    private void AddCentred(float x, float y, float width, float height, float confidence, int index, int row) =>
        Add(x - (width / 2), y - (height / 2), x + (width / 2), y + (height / 2), confidence, index, row);

    private void Add(float left, float top, float right, float bottom, float confidence, int index, int row)
    {
        if (!float.IsFinite(left + top + right + bottom))
            throw new OnnxNetworkException(
                FormattableString.Invariant(
                    $"The detector '{name}' gives box {row} the edges {left}, {top}, {right}, {bottom}; allowed: finite numbers."
                )
            );
        _candidates.Add(new Candidate(left, top, right, bottom, Math.Min(confidence, 1), index, row));
    }

    /// <summary>Leaves out every box that overlaps a more confident one of its class too much.</summary>
    private void Suppress()
    {
        int kept = 0;
        for (int i = 0; i < Math.Min(_candidates.Count, MostCompared) && kept < options.MaxDetections; i++)
        {
            Candidate candidate = _candidates[i];
            bool free = true;
            for (int j = 0; j < kept && free; j++)
            {
                Candidate better = _candidates[j];
                bool compared = options.AcrossClasses || better.Class == candidate.Class;
                free = !(compared && better.Overlap(candidate) > options.IouThreshold);
            }

            if (free)
                _candidates[kept++] = candidate;
        }

        _candidates.RemoveRange(kept, _candidates.Count - kept);
    }
}
