using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Stages.Text;
using MLNet.ConvExtensions.Tests.EstimatorChecks;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.Text;

/// <summary>Numbers of words, and how they are saved.</summary>
public sealed class VectorizeTextTests : IDisposable
{
    private static readonly string[] Texts = ["a good film", "a bad film", "good , good !"];

    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Frequent_words_come_first_and_texts_are_filled_up_or_cut()
    {
        using VectorizeTextTransformer words = _ml.Transforms.Text.VectorizeText("Tokens", "Text", length: 4).Fit(View(Texts));

        // good 3, a and film 2, then ! , bad 1 each.
        Assert.Equal(["good", "a", "film", "!", ",", "bad"], words.Words);
        Assert.Equal(8, words.TokenCount);
        Assert.Equal(
            [
                [3f, 2, 4, 0],
                [3, 7, 4, 0],
                [2, 6, 2, 5],
                [1, 1, 0, 0],
                [0, 0, 0, 0],
                [2, 2, 2, 2],
            ],
            Numbers(words, [.. Texts, "never seen", "", "good good good good bad"])
        );
    }

    [Fact]
    public void Only_so_many_words_get_numbers_and_only_frequent_ones()
    {
        Assert.Equal(["good", "a"], _ml.Transforms.Text.VectorizeText("Tokens", "Text", maximumTokens: 4).Fit(View(Texts)).Words);
        Assert.Equal(
            ["good", "a", "film"],
            _ml.Transforms.Text.VectorizeText(new VectorizeTextOptions { InputColumnName = "Text", MinimumCount = 2 })
                .Fit(View(Texts))
                .Words
        );
    }

    [Theory]
    [InlineData("a  b", 2)]
    [InlineData(" a\tb\nc ", 3)]
    [InlineData("a\r\nb\vc\fd", 4)]
    [InlineData("a\u00A0b c\u2003d", 2)]
    [InlineData("é è 中文 \U0001F406", 4)]
    [InlineData("   ", 0)]
    public void Fit_and_the_graph_find_the_same_words(string text, int count)
    {
        Assert.Equal(count, WordNumbers.Split(text).Length);
        using VectorizeTextTransformer words = _ml
            .Transforms.Text.VectorizeText(
                new VectorizeTextOptions
                {
                    InputColumnName = "Text",
                    Length = 8,
                    AllowEmpty = true,
                }
            )
            .Fit(View([text, "z"]));

        float[] numbers = Numbers(words, [text]).Single();
        Assert.Equal(WordNumbers.Split(text).Select(w => 2f + words.Words.ToList().IndexOf(w)), numbers[..count]);
        Assert.All(numbers[count..], n => Assert.Equal(0, n));
    }

    [Fact]
    public void Saved_it_is_a_stock_stage_that_gives_the_same_numbers()
    {
        using VectorizeTextTransformer words = _ml.Transforms.Text.VectorizeText("Tokens", "Text", length: 6).Fit(View(Texts));
        string file = _folder.File("model.zip");
        _ml.Model.Save(words, View(Texts).Schema, file);
        ITransformer loaded = new MLContext().Model.Load(file, out DataViewSchema schema);
        using (loaded as IDisposable)
        {
            Assert.Equal("Text", Assert.Single(schema).Name);
            Assert.Equal(Numbers(words, Texts), Numbers(loaded, Texts));
            using PredictionEngine<TextRow, TokenRow> engine = _ml.Model.CreatePredictionEngine<TextRow, TokenRow>(words);
            Assert.Equal([2f, 3, 1, 0, 0, 0], engine.Predict(new TextRow { Text = "good a new" }).Tokens);
        }
    }

    [Fact]
    public void What_is_wrong_is_told_by_column_row_and_option()
    {
        Assert.Contains("there is no column 'Words'; the columns are 'Text'", Refused<ArgumentOutOfRangeException>("Words"));
        Assert.Contains("'Text' of row 1 has no word", Refused<InvalidOperationException>("Text", "a", " ", "b"));
        Assert.Contains("has no word in any row", Refused<InvalidOperationException>("Text"));
        IDataView numbers = _ml.Data.LoadFromEnumerable([new TokenRow { Tokens = [1, 2] }]);
        Assert.Contains(
            "the column 'Tokens' is Vector<Single>",
            Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Text.VectorizeText("Out", "Tokens").Fit(numbers)).Message
        );
        var rare = new VectorizeTextOptions { InputColumnName = "Text", MinimumCount = 9 };
        Assert.Contains(
            "None of the 6 words of 'Text' occurs 9 times",
            Assert.Throws<InvalidOperationException>(() => _ml.Transforms.Text.VectorizeText(rare).Fit(View(Texts))).Message
        );
        foreach (
            (VectorizeTextOptions options, string message) in new[]
            {
                (rare with { Length = 0 }, "VectorizeTextOptions.Length is 0; allowed: 1 to 65536"),
                (rare with { MaximumTokens = 2 }, "VectorizeTextOptions.MaximumTokens is 2; allowed: 3"),
                (rare with { MinimumCount = 0 }, "VectorizeTextOptions.MinimumCount is 0; allowed: 1 or more"),
            }
        )
        {
            Assert.Contains(
                message,
                Assert.Throws<ArgumentException>(() => _ml.Transforms.Text.VectorizeText(options).Fit(View(Texts))).Message
            );
        }
    }

    [Fact]
    public void The_promised_schema_is_that_of_the_data()
    {
        var probe = new ShapeProbe(_ml);
        _ml.Transforms.Text.VectorizeText("Tokens", "Text", length: 6).Append(probe).Fit(View(Texts));
        SchemaShape.Column column = Assert.Single(probe.Promised!, c => c.Name == "Tokens");
        Assert.Equal((SchemaShape.Column.VectorKind.Vector, (DataViewType)NumberDataViewType.Single), (column.Kind, column.ItemType));
    }

    private string Refused<TException>(string column, params string[] texts)
        where TException : Exception =>
        Assert.Throws<TException>(() => _ml.Transforms.Text.VectorizeText("Tokens", column).Fit(View(texts))).Message;

    private IDataView View(IEnumerable<string> texts) => _ml.Data.LoadFromEnumerable(texts.Select(t => new TextRow { Text = t }));

    private float[][] Numbers(ITransformer words, string[] texts) => [.. words.Transform(View(texts)).GetColumn<float[]>("Tokens")];

    private sealed class TextRow
    {
        public string Text { get; set; } = "";
    }

    private sealed class TokenRow
    {
        [VectorType]
        public float[] Tokens { get; set; } = [];
    }
}
