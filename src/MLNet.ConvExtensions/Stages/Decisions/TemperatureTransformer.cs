using Microsoft.ML;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Stages.Decisions;

namespace MLNet.ConvExtensions;

/// <summary>
/// Makes Score the probabilities of a classifier at another temperature: the softmax of its logits (of probabilities, their logarithms)
/// divided by <see cref="Temperature"/>. Which class is most probable stays as it is.
/// </summary>
public sealed class TemperatureTransformer : DecisionTransformer
{
    /// <summary>The least number that a logarithm is taken of.</summary>
    private const float Least = 1e-37f;

    private TemperatureTransformer(IReadOnlyList<ITransformer> stages, double temperature)
        : base(stages) => Temperature = temperature;

    /// <summary>The temperature, 0.05 to 20; above 1 the model was surer than it should be, below 1 less sure.</summary>
    public double Temperature { get; }

    internal static TemperatureTransformer Fit(IDataView input, string labelColumn)
    {
        var rows = ScoredRows.Read(input, labelColumn);
        bool shares = rows.AreProbabilities;
        double[][] logits = [.. rows.Scores.Select(s => Array.ConvertAll(s, v => shares ? Math.Log(Math.Max(v, Least)) : v))];
        double temperature = TemperatureFit.Find(logits, rows.Labels);
        var chain = new DecisionChain(input.Schema);
        int width = rows.Column.Width;
        string scores = chain.Compute(
            "Temperature",
            rows.Column.Name,
            width,
            width,
            (graph, values) =>
            {
                if (shares)
                    values = graph.Op("Log", [graph.Op("Max", [values, graph.Floats(Least)])]);
                string scaled = graph.Op("Mul", [values, graph.Floats((float)(1 / temperature))]);
                return graph.Op("Softmax", [scaled], GraphEdits.Attribute("axis", 1));
            }
        );
        chain.Predict(scores, rows.Column.Classes);
        return new TemperatureTransformer(chain.Finish(), temperature);
    }
}
