using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public sealed class LinearSvmTrainer : OnlineLinearTrainer<BinaryPredictionTransformer<LinearBinaryModelParameters>, LinearBinaryModelParameters>
{
    private readonly Options _options;

    internal LinearSvmTrainer(IHostEnvironment env, Options options)
        : base(options, env, nameof(LinearSvmTrainer), TrainerColumns.BooleanLabel(options.LabelColumnName))
    {
        _options = options;
        Host.CheckUserArg(options.Lambda > 0, nameof(options.Lambda), "must be positive");
        Host.CheckUserArg(options.BatchSize > 0, nameof(options.BatchSize), "must be positive");
    }

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) =>
        TrainerColumns.OfBinaryClassifier(calibrated: false);

    private protected override BinaryPredictionTransformer<LinearBinaryModelParameters> MakeTransformer(
        LinearBinaryModelParameters model, DataViewSchema trainSchema) => new(Host, model, trainSchema, FeatureColumn.Name);

    private protected override (float[] Weights, float Bias) Train(TrainingData data, float[] weights, float bias, IEnumerable<int[]> orders)
    {
        var solver = new PegasosSolver(_options, weights, bias);
        foreach (int[] order in orders)
            solver.Visit(data, order);
        return (solver.Weights, solver.Bias);
    }

    private protected override LinearBinaryModelParameters CreateModel(float[] weights, float bias) => new(Host, weights, bias);

    public sealed class Options : OnlineLinearOptions
    {
        public float Lambda = 0.001f;
        public int BatchSize = 1;
        public bool PerformProjection = false;
        public bool NoBias = false;

        // The real trainer takes the name and doesn't read the column: all examples weigh the same.
        public string? ExampleWeightColumnName = null;
    }
}
