using System.Globalization;
using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Networks;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.Text;

public sealed class WordVectorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("GloVe", "the 0.5 -1 2e-3\nchat 1 2 3\n")]
    [InlineData("word2vec", "2 3\nthe 0.5 -1 2e-3 \nchat 1 2 3 \n")]
    [InlineData("fastText, with another number of words", "99999999999 3\r\nthe 0.5 -1 0.002\r\nchat 1 2 3\r\n")]
    [InlineData("tabs, an empty line and a second vector", "the\t0.5\t-1\t0.002\n\nchat 1 2 3\nthe 7 7 7")]
    public void Files_are_read(string kind, string contents)
    {
        Assert.NotEmpty(kind);
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            var vectors = WordVectors.Load(Write(contents));
            Assert.Equal((2, 3), (vectors.Count, vectors.Dimensions));
            Assert.True(vectors.TryGetVector("the", out ReadOnlyMemory<float> vector));
            Assert.Equal([0.5f, -1, 0.002f], vector.ToArray());
            Assert.False(vectors.TryGetVector("dog", out vector));
            Assert.True(vector.IsEmpty);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void A_word_may_have_spaces_and_look_like_a_number()
    {
        var vectors = WordVectors.Load(Write("the 1 2\n. . . 3 4\n5 6 7\nnaïve 8 9\n"));
        Assert.True(vectors.TryGetVector(". . .", out ReadOnlyMemory<float> dots));
        Assert.True(vectors.TryGetVector("5", out ReadOnlyMemory<float> five));
        Assert.True(vectors.TryGetVector("naïve", out ReadOnlyMemory<float> accent));
        Assert.Equal([3, 4, 6, 7, 8, 9], [.. dots.Span, .. five.Span, .. accent.Span]);
    }

    [Theory]
    [InlineData("the 1 2 3\ncat 1 2\n", "line 2: 'cat 1 2' isn't a word and 3 numbers")]
    [InlineData("the 1 2 3\ncat 1 x 3\n", "line 2: 'x' is no finite number")]
    [InlineData("the 1 2 3\ncat 1 NaN 3\n", "line 2: 'NaN' is no finite number")]
    [InlineData("the\n", "line 1: 'the' isn't a word and 1 numbers")]
    [InlineData("2 3\nthe 1 2\n", "line 2: 'the 1 2' isn't a word and 3 numbers")]
    [InlineData("2 3\nthe \0\u0001\0\n", "line 2, isn't text: vectors are read from text files, not from binary ones")]
    [InlineData("2 3\n", "has no line with a word and its numbers")]
    [InlineData("\n\n", "has no line with a word and its numbers")]
    public void What_is_wrong_is_named_with_its_line(string contents, string message)
    {
        string file = Write(contents);
        FormatException e = Assert.Throws<FormatException>(() => WordVectors.Load(file));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Contains(file, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_embedding_starts_with_them()
    {
        var ml = new MLContext(1);
        IDataView texts = ml.Data.LoadFromEnumerable([new Row("cat dog cat bird")]);
        using VectorizeTextTransformer stage = ml.Transforms.Text.VectorizeText("Tokens", "Text", 4, 10).Fit(texts);
        Assert.Equal("cat", stage.Words[0]);
        var vectors = WordVectors.Load(Write("cat 1 2\nhouse 9 9\nbird 3 4\n"), stage.Words);
        Assert.Equal(2, vectors.Count);
        OnnxNetwork network = NetworkBuilder.Features(4).Embedding(stage.TokenCount, 2, vectors.ForWordsOf(stage)).Build();

        float dog = 2 + stage.Words.ToList().IndexOf("dog"),
            bird = 2 + stage.Words.ToList().IndexOf("bird");
        float[] rows = Ort.Run(network, [2, bird, 0, dog], 1, 4).Values;
        Assert.Equal([1, 3, 0], rows[..3]);
        Assert.Equal([2, 4, 0], rows[4..7]);
        Assert.All((float[])[rows[3], rows[7]], v => Assert.InRange(Math.Abs(v), 1e-6, 0.25));
        Assert.Equal(
            rows,
            Ort.Run(
                NetworkBuilder.Features(4).Embedding(stage.TokenCount, 2, vectors.ForWordsOf(stage)).Build(),
                [2, bird, 0, dog],
                1,
                4
            ).Values
        );
        Assert.NotEqual(
            rows,
            Ort.Run(
                NetworkBuilder.Features(4).Embedding(stage.TokenCount, 2, vectors.ForWordsOf(stage, 2)).Build(),
                [2, bird, 0, dog],
                1,
                4
            ).Values
        );
    }

    private string Write(string contents)
    {
        string file = _folder.File($"{Guid.NewGuid()}.txt");
        File.WriteAllText(file, contents);
        return file;
    }

    private sealed record Row(string Text);
}
