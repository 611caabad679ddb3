using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Stages.Trained;

/// <summary>
/// The stages that make vectors of Score, Probability and PredictedLabel of the logits of several labels at once. ML.NET has no model that
/// does: two small networks compute the probabilities, and which of them are above their thresholds; stock stages do the rest.
/// </summary>
internal static class LabelHeads
{
    private const string Score = "Score",
        Probability = "Probability",
        PredictedLabel = "PredictedLabel",
        Decisions = "TrainedNetwork.Decisions";

    private const int Opset = 13;

    /// <param name="context">What the stages are made in.</param>
    /// <param name="column">The column of logits.</param>
    /// <param name="thresholds">The probabilities above which labels are predicted.</param>
    public static ITransformer[] Create(MLContext context, string column, IReadOnlyList<float> thresholds)
    {
        int width = thresholds.Count;
        return
        [
            context.Transforms.CopyColumns(Score, column).Fit(Empty(column)),
            Stage(column, Probability, (graph, logits) => graph.Op("Sigmoid", [logits])),
            Stage(
                Probability,
                Decisions,
                (graph, probabilities) =>
                    graph.Cast(graph.Op("Greater", [probabilities, graph.Floats([.. thresholds])]), OnnxElementType.Float)
            ),
            context.Transforms.Conversion.ConvertType(PredictedLabel, Decisions, DataKind.Boolean).Fit(Empty(Decisions)),
            context.Transforms.DropColumns(Decisions).Fit(Empty(Decisions)),
        ];

        IDataView Empty(string name) =>
            EmptyData.Of(context, name, ImageColumnKind.Pixels, new VectorDataViewType(NumberDataViewType.Single, width));

        NetworkStage Stage(string from, string to, Func<OperatorGraph, string, string> compute)
        {
            Dim[] rows = [Dim.Named("N"), Dim.Of(width)];
            var graph = new OperatorGraph(to, Opset);
            string input = graph.Input("values", OnnxElementType.Float, rows);
            graph.Output("results", compute(graph, input), rows);
            return new NetworkStage(graph.ToNetwork(), new ConvFeaturesOptions { InputColumnName = from, OutputColumnName = to });
        }
    }
}
