using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Export;

/// <summary>ML.NET's own stages in ONNX form, by ML.NET's converter.</summary>
internal static class StockStage
{
    // A column that is copied just before the stage: the copy is in the network if the converter got past the stage.
    private const string Probe = "MLNet.ConvExtensions.Probe",
        ProbeCopy = "MLNet.ConvExtensions.ProbeCopy";

    /// <summary>
    /// The network of a stage: its inputs have the names of the columns that it reads, its outputs those of <see cref="OutputOf"/>.
    /// </summary>
    /// <exception cref="NotSupportedException">The stage can't be written in ONNX form.</exception>
    public static OnnxNetwork Convert(ModelOperationsCatalog catalog, PipelineStep step)
    {
        if (step.Stage is ISingleFeaturePredictionTransformer<IsotonicCalibrator> calibrator)
            return IsotonicGraph.Create(calibrator.Model, calibrator.FeatureColumnName, OutputOf(step.Makes.Single()));

        var builder = new DataViewSchema.Builder();
        builder.AddColumn(Probe, NumberDataViewType.Single);
        foreach (DataViewSchema.Column column in step.Reads.Select(name => step.Input[name]))
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        var input = new EmptyView(builder.ToSchema());
        ITransformer copy = new MLContext().Transforms.CopyColumns(ProbeCopy, Probe).Fit(input);
        using var stream = new MemoryStream();
        OnnxNetwork network;
        try
        {
            catalog.ConvertToOnnx(new TransformerChain<ITransformer>(copy, step.Stage), input, stream, [.. step.Makes]);
            network = OnnxNetwork.FromBytes(stream.ToArray());
        }
        catch (Exception e)
            when (e
                    is InvalidOperationException
                        or NotSupportedException
                        or NotImplementedException
                        or ArgumentException
                        or OnnxNetworkException
            )
        {
            throw Refused(step.Stage, step.Makes, "ML.NET's converter fails on it", e);
        }

        return IsWhole(network, step.Makes) ? network : throw Refused(step.Stage, step.Makes, "ML.NET's converter leaves it out");
    }

    /// <summary>The output that a column becomes.</summary>
    public static string OutputOf(string column) => column + ".output";

    public static NotSupportedException Refused(ITransformer stage, IEnumerable<string> columns, string reason, Exception? cause = null)
    {
        string made = string.Join(", ", columns.Select(c => $"'{c}'"));
        return new($"The stage {stage.GetType().Name}, which makes {made}, can't be exported to ONNX: {reason}.{Advice(stage)}", cause);
    }

    /// <summary>
    /// Whether the converter wrote all of a stage. It walks back from the last stage until it meets one that it doesn't know, and leaves
    /// out that one and all before it, the probe among them. Of a stage that it knows it may drop a column that it can't compute, and pass
    /// on an input of the same name instead.
    /// </summary>
    private static bool IsWhole(OnnxNetwork network, IEnumerable<string> columns)
    {
        HashSet<string> inputs = [.. network.Inputs.Select(i => i.Name)];
        return network.Graph.Node.Any(n => n.Output.Contains(ProbeCopy))
            && columns.All(column =>
                network.Graph.Node.FirstOrDefault(n => n.Output.Contains(OutputOf(column))) is { } last && !inputs.Contains(last.Input[0])
            );
    }

    private static string Advice(ITransformer stage) =>
        stage switch
        {
            OnnxTransformer => " A model that this library saved can be exported when Model.LoadWithConvFeatures has loaded it.",
            ImageLoadingTransformer => " An exported model takes photos as inputs: give ConvFeatures the column of paths;"
                + " load a model that this library saved with Model.LoadWithConvFeatures.",
            _ => "",
        };
}
