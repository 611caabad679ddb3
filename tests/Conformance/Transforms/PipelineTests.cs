using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MLNet.ConvExtensions.Conformance.Transforms;

/// <summary>What holds for chains of transforms: how often data is read, in which order, and on how many threads.</summary>
public class PipelineTests
{
    private const int RowCount = 5000;

    private readonly MLContext _context = new(1);
    private int _passes;

    [Fact]
    public void EachEstimatorThatLearnsReadsTheDataOnce()
    {
        var data = Counted();
        _context.Transforms.Concatenate("F", "A", "V").Append(_context.Transforms.CopyColumns("G", "F")).Fit(data);
        Assert.Equal(0, _passes);

        _context.Transforms.NormalizeMinMax("A").Append(_context.Transforms.Conversion.MapValueToKey("Text")).Fit(data);
        Assert.Equal(2, _passes);
    }

    [Fact]
    public void TransformingReadsNothing()
    {
        var data = Counted();
        var transformer = Pipeline().Fit(data);
        _passes = 0;
        var mapped = transformer.Transform(data);
        _ = mapped.Schema["Features"].Annotations.Schema.Count;
        Assert.Equal(0, _passes);

        _ = mapped.Vectors<float>("Features");
        Assert.Equal(1, _passes);
    }

    [Fact]
    public void RowsComeInTheirOrder()
    {
        var data = Counted();
        var counts = Pipeline().Fit(data).Transform(data).Values<int>("Count");

        Assert.Equal(Enumerable.Range(0, RowCount), counts);
    }

    [Fact]
    public void CursorsOfASetShareTheRows()
    {
        var data = _context.Data.Cache(Counted());
        var mapped = Pipeline().Fit(data).Transform(data);
        var seen = new List<int>();
        foreach (var cursor in mapped.GetRowCursorSet(mapped.Schema.Where(column => column.Name is "Count" or "Features"), 4))
        {
            using (cursor)
            {
                var read = cursor.GetGetter<int>(mapped.Schema["Count"]);
                var features = cursor.GetGetter<VBuffer<float>>(mapped.Schema["Features"]);
                VBuffer<float> vector = default;
                int count = 0;
                while (cursor.MoveNext())
                {
                    read(ref count);
                    features(ref vector);
                    Assert.Equal(count / (float)(RowCount - 1), vector.GetItemOrDefault(0), 1e-6f);
                    seen.Add(count);
                }
            }
        }

        Assert.Equal(Enumerable.Range(0, RowCount), seen.Order());
    }

    [Fact]
    public void ThreadsReadTheSameAtTheSameTime()
    {
        var data = _context.Data.Cache(Counted());
        var mapped = Pipeline().Fit(data).Transform(data);
        float[] expected = [.. mapped.Vectors<float>("Features").Select(vector => vector.Sum())];

        Parallel.For(0, 4, _ => Assert.Equal(expected, mapped.Vectors<float>("Features").Select(vector => vector.Sum())));
    }

    [Fact]
    public void FittingAgainGivesTheSame()
    {
        var pipeline = Pipeline();
        var data = Counted();

        Assert.Equal(pipeline.Fit(data).Transform(data).Vectors<float>("Features")[7], pipeline.Fit(data).Transform(data).Vectors<float>("Features")[7]);
    }

    [Fact]
    public void OneColumnTwiceInAStepIsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.Transforms.Conversion.MapKeyToValue([new InputOutputColumnPair("X", "A"), new InputOutputColumnPair("X", "B")]));

    [Fact]
    public void AColumnThatAnEarlierStepDroppedIsMissing()
    {
        var pipeline = _context.Transforms.DropColumns("A").Append(_context.Transforms.NormalizeMinMax("A"));

        Assert.Contains("'A'", Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Fit(Counted())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SavedPipelinesGiveTheSame()
    {
        var data = Counted();
        var transformer = Pipeline().Fit(data);

        Assert.Equal(transformer.Transform(data).Vectors<float>("Features"), _context.SavedAndLoaded(transformer, data).Transform(data).Vectors<float>("Features"));
    }

    private IEstimator<ITransformer> Pipeline() => _context.Transforms.NormalizeMinMax("A")
        .Append(_context.Transforms.Conversion.MapValueToKey("Key", "Text"))
        .Append(_context.Transforms.Conversion.MapKeyToVector("Word", "Key"))
        .Append(_context.Transforms.NormalizeLpNorm("V"))
        .Append(_context.Transforms.Concatenate("Features", "A", "V", "Word"));

    private IDataView Counted()
    {
        return _context.Data.LoadFromEnumerable(Rows());

        IEnumerable<MixedRow> Rows()
        {
            _passes++;
            for (int i = 0; i < RowCount; i++)
                yield return new MixedRow { A = i, V = [i, 1], Text = i % 3 == 0 ? "x" : "y", Count = i };
        }
    }
}
