using Microsoft.ML;

namespace MLNet.ConvExtensions;

/// <summary>Data in two parts, in the order of the rows: what to learn from, and what to judge by.</summary>
/// <param name="TrainSet">The rows to learn from.</param>
/// <param name="TestSet">The rows to judge by.</param>
public sealed record TrainTestSets(IDataView TrainSet, IDataView TestSet);
