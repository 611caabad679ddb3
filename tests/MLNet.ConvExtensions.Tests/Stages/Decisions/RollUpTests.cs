using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.Decisions;

public sealed class RollUpTests : IDisposable
{
    private const string Lines =
        "class,genus,family,order\nlynx,Lynx,Felidae,Carnivora\nmanul,Otocolobus,Felidae,Carnivora\n"
        + "margay,Leopardus,Felidae,Carnivora\nserval,,,\n";

    private readonly MLContext _ml = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_smallest_taxon_that_is_probable_enough_is_said()
    {
        float[][] scores =
        [
            [0.9f, 0.1f, 0, 0],
            [0.5f, 0.3f, 0.1f, 0.1f],
            [0.3f, 0.2f, 0, 0.5f],
            [0, 0.1f, 0, 0.9f],
            [float.NaN, 0, 0, 1],
        ];
        AssertTaxa(["lynx", "Felidae", null, "serval", null], scores, new RollUpOptions { Probability = 0.8f });
    }

    [Fact]
    public void What_is_impossible_goes_to_the_smallest_taxon_with_something_possible()
    {
        float[][] scores =
        [
            [0.9f, 0.1f, 0, 0],
            [0.1f, 0.9f, 0, 0],
            [0, 0, 0, 1],
        ];
        AssertTaxa(["Felidae", "manul", null], scores, new RollUpOptions { Probability = 0.8f, Possible = ["manul"] });
        AssertTaxa(["lynx", "Felidae", "serval"], scores, new RollUpOptions { Probability = 0.8f, Possible = ["Lynx", "serval"] });
    }

    [Fact]
    public void A_predicted_label_that_is_impossible_is_missing()
    {
        // The predicted label of these rows is lynx.
        IDataView data = ScoredCases.Rows(
            _ml,
            [
                [0.9f, 0.1f, 0, 0],
            ]
        );
        var options = new RollUpOptions { Possible = ["manul"] };
        using RollUpTransformer found = _ml.MulticlassClassification.Decisions().RollUp(Load(Lines), options).Fit(data);

        Assert.Equal([null], ScoredCases.Names(ScoredCases.Saved(_ml, found, data), "PredictedLabel"));
        Assert.Equal(["Felidae"], ScoredCases.Names(found.Transform(data), "Taxon"));
    }

    [Fact]
    public void Probabilities_of_taxa_are_those_of_their_classes_together()
    {
        IDataView data = ScoredCases.Rows(
            _ml,
            [
                [0.5f, 0.25f, 0.125f, 0.125f],
            ]
        );
        using RollUpTransformer found = _ml.MulticlassClassification.Decisions().RollUp(Load(Lines)).Fit(data);
        IDataView output = ScoredCases.Saved(_ml, found, data);
        VBuffer<ReadOnlyMemory<char>> names = default;
        output.Schema["TaxonScore"].GetSlotNames(ref names);
        float[] values = output.GetColumn<float[]>("TaxonScore").Single();
        Dictionary<string, float> sums = names.DenseValues().Zip(values).ToDictionary(p => p.First.ToString(), p => p.Second);

        Assert.Equal(0.875f, sums["Felidae"]);
        Assert.Equal(0.875f, sums["Carnivora"]);
        Assert.Equal(0.5f, sums["Lynx"]);
        Assert.Equal(0.125f, sums["serval"]);
        Assert.Equal(9, sums.Count);
        Assert.Equal(["lynx"], ScoredCases.Names(output, "PredictedLabel"));
    }

    [Fact]
    public void A_tree_may_be_given_by_parents()
    {
        var tree = Load("name,parent,note\nlynx,Felidae,x\nmanul,Felidae,\nFelidae,Carnivora,\nmargay,Felidae,\nserval,,\n");
        Assert.Equal(["lynx", "Felidae", "Carnivora"], tree.PathOf("lynx"));
        Assert.Equal(["serval"], tree.PathOf("serval"));
    }

    [Theory]
    [InlineData("name,parent\na,b\nb,c\nc,a\n", "line 2, makes 'a' part of itself: 'a' in 'b' in 'c' in 'a'")]
    [InlineData("name,parent\na,b\nc,b\na,d\n", "line 4, makes 'a' part of 'd', and line 2 made it part of 'b'")]
    [InlineData("class,genus,family\nx,G,F\ny,G,H\n", "line 3, makes 'G' part of 'H', and line 2 made it part of 'F'")]
    [InlineData("class,genus\nx\n", "line 2, has 1 values; the header names 2 columns")]
    [InlineData("class,genus\n,G\n", "line 2, names no taxon in column 'class'")]
    [InlineData("class\nx\n", "has 1 columns")]
    [InlineData("class,genus\n", "names no taxon")]
    public void A_file_that_is_no_tree_is_refused_by_its_line(string lines, string reason)
    {
        var error = Assert.Throws<FormatException>(() => Load(lines));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("tree.csv", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_that_the_tree_lacks_are_named()
    {
        IDataView data = ScoredCases.Rows(_ml);
        var error = Assert.Throws<ArgumentException>(() =>
            _ml.MulticlassClassification.Decisions().RollUp(Load("class,family\nlynx,Felidae\nserval,Felidae\n")).Fit(data)
        );

        Assert.Contains("'manul', 'margay'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Impossible_classes_have_a_probability_of_0_and_the_others_add_up_to_1()
    {
        float[][] scores =
        [
            [0.5f, 0.25f, 0.125f, 0.125f],
            [1, 0, 0, 0],
        ];
        IDataView data = ScoredCases.Rows(_ml, scores);
        using PossibleClassesTransformer found = _ml
            .MulticlassClassification.Decisions()
            .PossibleClasses(["manul", "serval", "yak"])
            .Fit(data);

        Assert.Equal(["manul", "serval"], found.Possible);
        Assert.Equal(["lynx", "margay"], found.Impossible);
        foreach (IDataView output in new[] { found.Transform(data), ScoredCases.Saved(_ml, found, data) })
        {
            float[][] left = [.. output.GetColumn<float[]>("Score")];
            Assert.All(left[0].Zip([0, 2 / 3f, 0, 1 / 3f]), p => Assert.Equal(p.Second, p.First, 1e-6f));
            Assert.All(left[1], p => Assert.True(float.IsNaN(p)));
            Assert.Equal(["manul", null], ScoredCases.Names(output, "PredictedLabel"));
        }
    }

    [Fact]
    public void A_list_without_a_class_of_the_model_is_refused()
    {
        IDataView data = ScoredCases.Rows(_ml);
        var error = Assert.Throws<ArgumentException>(() => _ml.MulticlassClassification.Decisions().PossibleClasses(["yak"]).Fit(data));

        Assert.Contains("'yak'", error.Message, StringComparison.Ordinal);
    }

    private void AssertTaxa(string?[] expected, float[][] scores, RollUpOptions options)
    {
        IDataView data = ScoredCases.Rows(_ml, scores);
        using RollUpTransformer found = _ml.MulticlassClassification.Decisions().RollUp(Load(Lines), options).Fit(data);

        Assert.Equal(expected, ScoredCases.Names(found.Transform(data), "Taxon"));
        Assert.Equal(expected, ScoredCases.Names(ScoredCases.Saved(_ml, found, data), "Taxon"));
    }

    private Taxonomy Load(string lines)
    {
        File.WriteAllText(_folder.File("tree.csv"), lines);
        return Taxonomy.Load(_folder.File("tree.csv"));
    }
}
