using Microsoft.ML;

namespace MLNet.ConvExtensions.Conformance.Evaluators;

public sealed class ConfusionTableTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void Two_classes_have_wide_columns_and_a_line_with_the_share_of_positives()
        => AssertTable(
            _context.BinaryClassification.Evaluate(ScoredRows.Binary(_context)).ConfusionMatrix.GetFormattedConfusionTable(),
            "TEST POSITIVE RATIO:\t0.4167 (5.0/(5.0+7.0))",
            "Confusion table",
            "          ||======================",
            "PREDICTED || positive | negative | Recall",
            "TRUTH     ||======================",
            " positive ||        3 |        2 | 0.6000",
            " negative ||        3 |        4 | 0.5714",
            "          ||======================",
            "Precision ||   0.5000 |   0.6667 |");

    [Fact]
    public void Classes_without_names_are_numbered()
        => AssertTable(
            _context.MulticlassClassification.Evaluate(ScoredRows.Multiclass(_context)).ConfusionMatrix.GetFormattedConfusionTable(),
            "",
            "Confusion table",
            "          ||========================",
            "PREDICTED ||     0 |     1 |     2 | Recall",
            "TRUTH     ||========================",
            "        0 ||     2 |     1 |     0 | 0.6667",
            "        1 ||     1 |     2 |     0 | 0.6667",
            "        2 ||     1 |     0 |     3 | 0.7500",
            "          ||========================",
            "Precision ||0.5000 |0.6667 |1.0000 |");

    [Fact]
    public void Names_that_do_not_fit_over_a_column_are_numbered_there()
    {
        var data = ScoredRows.Multiclass(_context, ScoredRows.Classes, ScoredRows.ClassScores, ["leopard", "snow leopard", "lynx"]);
        AssertTable(
            _context.MulticlassClassification.Evaluate(data).ConfusionMatrix.GetFormattedConfusionTable(),
            "",
            "Confusion table",
            "                ||========================",
            "PREDICTED       ||     0 |     1 |     2 | Recall",
            "TRUTH           ||========================",
            "0.      leopard ||     2 |     1 |     0 | 0.6667",
            "1. snow leopard ||     1 |     2 |     0 | 0.6667",
            "2.         lynx ||     1 |     0 |     3 | 0.7500",
            "                ||========================",
            "Precision       ||0.5000 |0.6667 |1.0000 |");
    }

    [Fact]
    public void Two_classes_of_a_multiclass_model_have_no_share_of_positives()
    {
        var data = ScoredRows.Multiclass(_context, [0, 1, 1], [[.9f, .1f], [.2f, .8f], [.6f, .4f]], ["lion", "other"]);
        AssertTable(
            _context.MulticlassClassification.Evaluate(data).ConfusionMatrix.GetFormattedConfusionTable(),
            "",
            "Confusion table",
            "          ||======================",
            "PREDICTED ||     lion |    other | Recall",
            "TRUTH     ||======================",
            "     lion ||        1 |        0 | 1.0000",
            "    other ||        1 |        1 | 0.5000",
            "          ||======================",
            "Precision ||   0.5000 |   1.0000 |");
    }

    [Fact]
    public void Counts_have_separators_of_thousands()
    {
        var labels = Enumerable.Range(0, 3000).Select(i => i < 2000).ToArray();
        var scores = labels.Select(label => label ? 1f : -1f).ToArray();
        var table = _context.BinaryClassification.Evaluate(ScoredRows.Binary(_context, labels, scores)).ConfusionMatrix.GetFormattedConfusionTable();

        Assert.Contains(" positive ||    2,000 |        0 | 1.0000", table, StringComparison.Ordinal);
        Assert.StartsWith("TEST POSITIVE RATIO:\t0.6667 (2000.0/(2000.0+1000.0))", table, StringComparison.Ordinal);
    }

    private static void AssertTable(string table, params string[] lines)
        => Assert.Equal(string.Concat(lines.Select(line => line + Environment.NewLine)), table);
}
