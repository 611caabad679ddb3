using System.Collections.Immutable;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed class ConfusionMatrix
{
    private readonly bool _isBinary;
    private readonly IReadOnlyList<string> _classNames;
    private string? _formatted;

    internal ConfusionMatrix(double[][] counts, IReadOnlyList<string> classNames, bool isBinary)
    {
        _isBinary = isBinary;
        _classNames = classNames;
        NumberOfClasses = counts.Length;
        Counts = counts.Select(row => (IReadOnlyList<double>)row.ToImmutableArray()).ToImmutableArray();
        PerClassRecall = counts.Select((row, i) => Share(row[i], row.Sum())).ToImmutableArray();
        PerClassPrecision = counts.Select((row, i) => Share(row[i], counts.Sum(other => other[i]))).ToImmutableArray();
    }

    public IReadOnlyList<double> PerClassPrecision { get; }

    public IReadOnlyList<double> PerClassRecall { get; }

    // Rows are the true classes, columns the predicted ones.
    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    public int NumberOfClasses { get; }

    public string GetFormattedConfusionTable()
        => _formatted ??= ConfusionTable.Format(this, _classNames, _isBinary);

    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        CheckIndex(predictedClassIndicatorIndex, nameof(predictedClassIndicatorIndex));
        CheckIndex(actualClassIndicatorIndex, nameof(actualClassIndicatorIndex));
        return Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    private static double Share(double part, double whole) => whole > 0 ? part / whole : 0;

    private void CheckIndex(int index, string paramName)
        => Contracts.CheckParam(index >= 0 && index < NumberOfClasses, paramName,
            $"The class index is {index}, but must be from 0 to {NumberOfClasses - 1}.");
}
