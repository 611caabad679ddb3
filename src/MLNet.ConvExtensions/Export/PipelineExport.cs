using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Networks.Edits.Joining;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions.Export;

/// <summary>Writes a fitted pipeline as one network: the stages that the outputs depend on, joined at the columns between them.</summary>
internal sealed class PipelineExport
{
    private const string InputsKey = "MLNet.ConvExtensions.Pipeline",
        ClassesKey = "classes";

    private const int Opset = 18;

    // Marks that keep names apart where an input and an output are columns of the same name.
    private const string InputMark = "input:",
        OutputMark = "output:";

    private static readonly string[] Predictions = ["Score", "Probability", "PredictedLabel"];

    private readonly ModelOperationsCatalog _catalog;
    private readonly DataViewSchema _input;
    private readonly ITransformer[] _stages;
    private readonly DataViewSchema _output;

    public PipelineExport(ModelOperationsCatalog catalog, ITransformer model, DataViewSchema input)
    {
        (_catalog, _input) = (catalog, input);
        _stages = [.. StageSequences.Flatten(model)];
        _output = model.GetOutputSchema(input);
    }

    /// <param name="outputColumns">The columns that become outputs; none for the predictions, or for all that the model adds.</param>
    /// <exception cref="ArgumentException">The model doesn't make one of the columns, or makes none at all.</exception>
    /// <exception cref="NotSupportedException">A stage that they depend on can't be written in ONNX form.</exception>
    public OnnxNetwork Create(IReadOnlyList<string> outputColumns)
    {
        string[] outputs = Outputs(outputColumns);
        IReadOnlyList<PipelineStep> steps = PipelineStep.Plan([.. _stages, .. KeysToValues(outputs)], _input, outputs);
        OnnxNetwork[][] parts = [.. steps.Select(Parts)];
        return Note(Join(steps, parts, outputs));
    }

    private string[] Outputs(IReadOnlyList<string> wanted)
    {
        string[] added = [.. _output.Where(c => !c.IsHidden && IsAdded(c.Name)).Select(c => c.Name)];
        if (added.Length == 0)
            throw new ArgumentException("The model adds no columns: there is nothing to export.", "model");
        foreach (string column in wanted.Except(added))
        {
            string all = string.Join(", ", added.Select(c => $"'{c}'"));
            throw new ArgumentException($"The model doesn't make the column '{column}'; it makes {all}.", "outputColumns");
        }

        string[] predicted = [.. Predictions.Where(added.Contains)];
        return
        [
            .. wanted.Count > 0 ? wanted.Distinct()
            : predicted.Length > 0 ? predicted
            : added,
        ];
    }

    private bool IsAdded(string name) => _output.Count(c => c.Name == name) > _input.Count(c => c.Name == name);

    /// <summary>The stage that turns keys into their values: a key is a number that only the schema gives a meaning.</summary>
    private IEnumerable<ITransformer> KeysToValues(IEnumerable<string> outputs)
    {
        InputOutputColumnPair[] keys =
        [
            .. outputs
                .Where(name => _output[name].Type is KeyDataViewType && _output[name].HasKeyValues())
                .Select(name => new InputOutputColumnPair(name)),
        ];
        return keys.Length == 0 ? [] : [new MLContext().Transforms.Conversion.MapKeyToValue(keys).Fit(new EmptyView(_output))];
    }

    private OnnxNetwork[] Parts(PipelineStep step) =>
        step.Stage is IExportedStage stage ? [.. stage.ToParts()] : [StockStage.Convert(_catalog, step)];

    private static OnnxNetwork Join(IReadOnlyList<PipelineStep> steps, OnnxNetwork[][] parts, string[] outputs)
    {
        var join = new GraphJoin("Pipeline", Math.Max(Opset, parts.SelectMany(p => p).Max(p => p.OpsetVersion)));
        var inputs = new Dictionary<string, ValueInfoProto>();
        var tensors = new Dictionary<string, string>();
        var described = new Dictionary<string, ValueInfoProto>();
        foreach ((PipelineStep step, OnnxNetwork[] networks) in steps.Zip(parts))
        {
            var exported = step.Stage as IExportedStage;
            foreach (string column in step.Reads)
            {
                ValueInfoProto input = networks[0].Graph.Input.First(i => exported is not null || i.Name == column).Clone();
                input.Name = InputMark + column;
                if (tensors.TryAdd(column, input.Name))
                    join.AddInput(inputs[column] = input);
                else if (inputs.TryGetValue(column, out ValueInfoProto? other) && tensors[column] == input.Name && !AreAlike(input, other))
                    throw StockStage.Refused(step.Stage, step.Makes, $"it reads '{column}' in another form than an earlier stage does");
            }

            if (exported is not null)
            {
                string tensor = tensors[exported.InputColumn];
                foreach (OnnxNetwork part in networks)
                    tensor = join.Add(part, new Dictionary<string, string> { [part.Inputs[0].Name] = tensor })[part.Outputs[0].Name];
                (tensors[exported.OutputColumn], described[exported.OutputColumn]) = (tensor, networks[^1].Graph.Output[0]);
                continue;
            }

            OnnxNetwork network = networks[0];
            IReadOnlyDictionary<string, string> made = join.Add(network, step.Reads.ToDictionary(c => c, c => tensors[c]));
            foreach (string column in step.Makes)
            {
                string output = StockStage.OutputOf(column);
                (tensors[column], described[column]) = (made[output], network.Graph.Output.First(o => o.Name == output));
            }
        }

        OnnxNetwork joined = join.ToNetwork(outputs.Select(column => (Named(described[column], OutputMark + column), tensors[column])));
        return WithPlainNames(joined, outputs);
    }

    private static ValueInfoProto Named(ValueInfoProto value, string name)
    {
        ValueInfoProto copy = value.Clone();
        copy.Name = name;
        return copy;
    }

    /// <summary>Whether two descriptions of an input are of the same type and number of axes.</summary>
    private static bool AreAlike(ValueInfoProto one, ValueInfoProto other) =>
        one.Type.TensorType.ElemType == other.Type.TensorType.ElemType
        && one.Type.TensorType.Shape?.Dim.Count == other.Type.TensorType.Shape?.Dim.Count;

    /// <summary>Inputs and outputs under the names of their columns; an input that has the name of an output keeps its mark.</summary>
    private static OnnxNetwork WithPlainNames(OnnxNetwork network, string[] outputs)
    {
        string[] inputs = [.. network.Inputs.Select(i => i.Name[InputMark.Length..]).Except(outputs)];
        network = outputs.Aggregate(network, (named, column) => named.Rename(OutputMark + column, column));
        return inputs.Aggregate(network, (named, column) => named.Rename(InputMark + column, column));
    }

    private OnnxNetwork Note(OnnxNetwork network)
    {
        const string photo = "a photo, upright: bytes of red, green and blue, [height, width, 3]";
        var note = new { Version = 1, Inputs = network.Inputs.Select(i => new { i.Name, Holds = i.Shape?.Count == 3 ? photo : "a row" }) };
        network = network.WithMetadata(InputsKey, JsonSerializer.Serialize(note));
        return Classes() is { } classes ? network.WithMetadata(ClassesKey, JsonSerializer.Serialize(classes)) : network;
    }

    private string[]? Classes()
    {
        if (_output.GetColumnOrNull("Score") is not { Type: VectorDataViewType } score || !score.HasSlotNames())
            return null;
        VBuffer<ReadOnlyMemory<char>> names = default;
        score.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(n => n.ToString())];
    }
}
