using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Sounds;
using MLNet.ConvExtensions.Stages.HandCrafted;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions.Stages.Sounds;

/// <summary>
/// The stage written as stages that ML.NET can save: of samples a graph alone; of files with a mapping of this library in front, which reads
/// them.
/// </summary>
internal static class SoundChain
{
    private const int Opset = 13;

    /// <summary>The stages of a fitted transformer.</summary>
    public static StockModel Create(SoundTransformer transformer)
    {
        SoundOptions options = transformer.Options;
        SoundEngine engine = transformer.Engine;
        var context = new MLContext();
        string prefix = $"Sounds.{options.OutputColumnName}.",
            samples = prefix + "Samples",
            values = prefix + "Values";
        DataViewType type = new VectorDataViewType(NumberDataViewType.Single, engine.Samples);
        var model = new StockModel(context, EmptyData.Of(context, options.InputName, transformer.Kind, type));
        try
        {
            List<string> temporary = [samples, values];
            if (transformer.Kind.IsVector())
            {
                model.Add(context.Transforms.CopyColumns(samples, options.InputName));
            }
            else
            {
                temporary.AddRange(Read(context, model, transformer, out string sized, out int length));
                model.AddNetwork(samples, [sized], Cut(sized, length, samples, engine.Samples));
            }

            OnnxNetwork network = engine.Network.AsSingleRow(engine.Width);
            model.AddNetwork(values, [samples], network.Rename(network.Inputs[0].Name, samples).Rename(network.Outputs[0].Name, values));
            model.Add(context.Transforms.CopyColumns(options.OutputColumnName, values), context.Transforms.DropColumns([.. temporary]));
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Adds what reads files, and brings their samples to a length that is part of the column's type.</summary>
    private static string[] Read(MLContext context, StockModel model, SoundTransformer transformer, out string sized, out int length)
    {
        context.ComponentCatalog.RegisterAssembly(typeof(SoundChain).Assembly);
        (length, IEstimator<ITransformer> size) = HandCraftedChain.Size(context, transformer.Engine.Samples);
        sized = HandCraftedChain.GraphInput;
        model.Add(
            context.Transforms.CopyColumns(SoundInput.SoundColumn, transformer.Options.InputName),
            context.Transforms.CustomMapping(new HandCraftedSwitchMapping().GetMapping(), HandCraftedSwitchMapping.Contract),
            context.Transforms.Conversion.MapValue(
                SoundInput.SettingsColumn,
                [KeyValuePair.Create(HandCraftedSwitchMapping.TheKey, SavedSounds.Describe(transformer.Options))],
                HandCraftedSwitchMapping.KeyColumn
            ),
            transformer.Kind == ImageColumnKind.Path
                ? context.Transforms.CustomMapping(new SoundPathMapping().GetMapping(), SoundPathMapping.Contract)
                : context.Transforms.CustomMapping(new SoundEncodedMapping().GetMapping(), SoundEncodedMapping.Contract),
            size
        );
        return
        [
            SoundInput.SoundColumn,
            HandCraftedSwitchMapping.KeyColumn,
            SoundInput.SettingsColumn,
            HandCraftedInput.FeaturesColumn,
            sized,
        ];
    }

    /// <summary>A graph that keeps the first values of a vector.</summary>
    private static OnnxNetwork Cut(string input, int length, string output, int kept)
    {
        var graph = new OperatorGraph("Sounds", Opset);
        graph.Input(input, OnnxElementType.Float, length);
        graph.Output(output, graph.Op("Slice", [input, graph.Integers(0), graph.Integers(kept), graph.Integers(0)]), kept);
        return graph.ToNetwork();
    }
}
