using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Linear regression by a step on the squared error of each example.</summary>
public sealed class OnlineGradientDescentTrainer
    : AveragedLinearTrainer<RegressionPredictionTransformer<LinearRegressionModelParameters>, LinearRegressionModelParameters>
{
    private readonly Options _options;

    internal OnlineGradientDescentTrainer(IHostEnvironment env, Options options)
        : base(options, env, nameof(OnlineGradientDescentTrainer), TrainerColumns.SingleLabel(options.LabelColumnName)) => _options = options;

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) => TrainerColumns.OfRegressor();

    private protected override RegressionPredictionTransformer<LinearRegressionModelParameters> MakeTransformer(
        LinearRegressionModelParameters model, DataViewSchema trainSchema) => new(Host, model, trainSchema, FeatureColumn.Name);

    private protected override LinearRegressionModelParameters CreateModel(float[] weights, float bias) => new(Host, weights, bias);

    private protected override (float[] Weights, float Bias) Train(TrainingData data, float[] weights, float bias, IEnumerable<int[]> orders)
    {
        // The average has the parameters as they were at first as well, once more than what they were after each example.
        float[] sum = [.. weights];
        float biasSum = 0;
        int count = 0;
        foreach (int[] order in orders)
        {
            foreach (int example in order)
            {
                float error = bias + data.Features[example].Dot(weights) - data.Labels[example];
                float rate = _options.LearningRate;
                if (_options.DecreaseLearningRate)
                    rate /= MathF.Sqrt(count + 1);
                float step = -rate * 2 * error;
                data.Features[example].AddTo(weights, step);
                bias += step;
                count++;
                for (int i = 0; i < weights.Length; i++)
                    sum[i] += weights[i];
                biasSum += bias;
            }

            // A pass begins with the average of those before it.
            if (_options.Averaged)
            {
                for (int i = 0; i < weights.Length; i++)
                    weights[i] = sum[i] / count;
                bias = biasSum / count;
            }
        }

        return (weights, bias);
    }

    public sealed class Options : AveragedLinearOptions
    {
        public Options()
        {
            LearningRate = 0.1f;
            DecreaseLearningRate = true;
        }
    }
}
