using MLNet.ConvExtensions;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Data;

namespace Microsoft.ML;

/// <summary>Splits into training and test sets that keep groups whole and the classes' shares.</summary>
public static class DataSplitCatalog
{
    /// <summary>Splits data so that the rows of a group, such as the photos of one animal or of one burst, are all in one part.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The data, whose rows come in the same order each time.</param>
    /// <param name="testFraction">The part of the rows to judge by, above 0 and below 1. It is met as nearly as whole groups allow.</param>
    /// <param name="groupColumnName">The column of groups: text, a key, a number or a Boolean. A row whose value is missing is a group of
    /// its own.</param>
    /// <param name="labelColumnName">A column of classes whose shares the parts are to keep, as far as groups allow; a group counts for
    /// the class that most of its rows have. Null for none.</param>
    /// <param name="seed">What groups are drawn by.</param>
    /// <returns>
    /// The two parts. Every class of two groups or more is in both; the rows of a class that is in one group alone are learned from.
    /// </returns>
    /// <remarks>
    /// ML.NET's own <c>TrainTestSplit(data, testFraction, samplingKeyColumnName)</c> keeps groups whole, too: it hashes the column's
    /// values, and takes those rows whose hash is in a part of the range. The fraction is therefore one of groups, met on average over many
    /// groups alone: of ten groups a test set may get none, and the classes' shares are left to chance. With many small groups and balanced
    /// classes it serves, and it reads nothing ahead; this method reads the two columns once.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="testFraction"/> is out of range.</exception>
    /// <exception cref="ArgumentException">A column isn't there, or there are fewer than two groups.</exception>
    public static TrainTestSets TrainTestSplitByGroup(
        this DataOperationsCatalog catalog,
        IDataView data,
        double testFraction = 0.1,
        string groupColumnName = "Group",
        string? labelColumnName = null,
        int seed = 1
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(groupColumnName);
        return Split(catalog, data, testFraction, groupColumnName, labelColumnName, seed);
    }

    /// <summary>Splits data so that both parts have the same share of each class.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The data, whose rows come in the same order each time.</param>
    /// <param name="testFraction">The part of each class's rows to judge by, above 0 and below 1.</param>
    /// <param name="labelColumnName">The column of classes: text, a key, a number or a Boolean.</param>
    /// <param name="seed">What rows are drawn by.</param>
    /// <returns>The two parts. Every class of two rows or more is in both; the row of a class that has one alone is learned from.</returns>
    /// <remarks>ML.NET's own <c>TrainTestSplit</c> draws each row by itself, so that a small class may be in one part alone.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="testFraction"/> is out of range.</exception>
    /// <exception cref="ArgumentException">The column isn't there, or no class has two rows.</exception>
    public static TrainTestSets TrainTestSplitByLabel(
        this DataOperationsCatalog catalog,
        IDataView data,
        double testFraction = 0.1,
        string labelColumnName = "Label",
        int seed = 1
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(labelColumnName);
        return Split(catalog, data, testFraction, null, labelColumnName, seed);
    }

    private static TrainTestSets Split(
        DataOperationsCatalog catalog,
        IDataView data,
        double testFraction,
        string? group,
        string? label,
        int seed
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        if (!(testFraction is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(testFraction), testFraction, "Allowed: above 0 and below 1.");
        bool[] test = TestRows.Choose(data, testFraction, group, label, seed);
        return new TrainTestSets(Part(false), Part(true));

        SampledView Part(bool isTest) => new(data, [.. test.Select(t => t == isTest ? 1 : 0)]);
    }
}
