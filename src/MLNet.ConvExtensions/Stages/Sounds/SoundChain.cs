using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Sounds;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions.Stages.Sounds;

/// <summary>
/// The stage written as stages that ML.NET can save: of samples a graph alone; of files with a mapping of this library in front, which reads
/// them.
/// </summary>
internal static class SoundChain
{
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
                temporary.AddRange(Read(context, model, transformer, out int length));
                model.AddNetwork(samples, [SizedVectors.Sized], SizedVectors.Cut("Sounds", length, samples, engine.Samples));
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
    private static string[] Read(MLContext context, StockModel model, SoundTransformer transformer, out int length)
    {
        context.ComponentCatalog.RegisterAssembly(typeof(SoundChain).Assembly);
        (length, IEstimator<ITransformer> size) = SizedVectors.Size(context, transformer.Engine.Samples);
        model.Add([
            context.Transforms.CopyColumns(SoundInput.SoundColumn, transformer.Options.InputName),
            .. SizedVectors.Settings(context, SoundInput.SettingsColumn, SavedSounds.Describe(transformer.Options)),
            transformer.Kind == ImageColumnKind.Path
                ? context.Transforms.CustomMapping(new SoundPathMapping().GetMapping(), SoundPathMapping.Contract)
                : context.Transforms.CustomMapping(new SoundEncodedMapping().GetMapping(), SoundEncodedMapping.Contract),
            size,
        ]);
        return [SoundInput.SoundColumn, SettingsKeyMapping.KeyColumn, SoundInput.SettingsColumn, SizedVectors.Vector, SizedVectors.Sized];
    }
}
