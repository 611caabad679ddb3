using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Splits the rows of a view by a number between 0 and 1 that each row gets.</summary>
internal static class RowSplitting
{
    public static DataOperationsCatalog.TrainTestData[] CrossValidationSplit(
        IHostEnvironment env, IDataView data, int numFolds, string? samplingKeyColumn, int? seed) =>
        throw env.ExceptNotSupp($"{data} {numFolds} {samplingKeyColumn} {seed}");
}
