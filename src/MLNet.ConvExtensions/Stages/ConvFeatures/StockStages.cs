using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions.Stages.ConvFeatures;

/// <summary>
/// The stage written as ML.NET's own stages, which is how it is saved: a saved model then loads in any ML.NET program.
/// </summary>
/// <remarks>
/// Images go through a graph that makes up for ML.NET's resizing (see <see cref="StockImageGraph"/>). No stock stage decodes bytes: a model
/// over encoded images is saved with a decoding stage of this library.
/// </remarks>
internal static class StockStages
{
    /// <summary>The stock stages of a fitted transformer.</summary>
    public static StockModel Create(ConvFeaturesTransformer transformer)
    {
        var context = new MLContext();
        ConvFeaturesOptions options = transformer.Options;
        FeatureNetwork network = transformer.Session.Network;

        // Names that a user's own columns don't have; all but the last column are dropped again.
        string prefix = $"ConvFeatures.{options.OutputColumnName}.";
        string image = prefix + "Image",
            pixels = prefix + "Pixels",
            features = prefix + "Features",
            encoded = DecodeImageMapping.EncodedColumn;
        var model = new StockModel(
            context,
            EmptyData.Of(
                context,
                options.InputName,
                transformer.Kind,
                new VectorDataViewType(NumberDataViewType.Single, network.PixelCount)
            )
        );
        try
        {
            List<string> temporary = [pixels, features];
            switch (transformer.Kind)
            {
                case ImageColumnKind.Path:
                    model.Add(context.Transforms.LoadImages(image, options.ImageFolder, options.InputName));
                    break;
                case ImageColumnKind.Encoded:
                    context.ComponentCatalog.RegisterAssembly(typeof(DecodeImageMapping).Assembly);
                    model.Add(
                        context.Transforms.CopyColumns(encoded, options.InputName),
                        context.Transforms.CustomMapping(new DecodeImageMapping().GetMapping(), DecodeImageMapping.Contract),
                        context.Transforms.CopyColumns(image, DecodeImageMapping.ImageColumn)
                    );
                    temporary.AddRange([encoded, DecodeImageMapping.ImageColumn]);
                    break;
                case ImageColumnKind.Image:
                    model.Add(context.Transforms.CopyColumns(image, options.InputName));
                    break;
                default:
                    model.Add(context.Transforms.CopyColumns(pixels, options.InputName));
                    break;
            }

            if (!transformer.Kind.IsVector())
                temporary.AddRange([image, .. StockImages.Add(context, model, network.ImageSize!, image, pixels)]);
            StageRecord record = Describe(transformer, stagesBefore: model.Stages.Count, stagesBehind: 2);
            model.AddNetwork(features, [pixels], network.ToStock(pixels, features, record));
            model.Add(context.Transforms.CopyColumns(options.OutputColumnName, features), context.Transforms.DropColumns([.. temporary]));
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static StageRecord Describe(ConvFeaturesTransformer transformer, int stagesBefore, int stagesBehind)
    {
        ConvFeaturesOptions options = transformer.Options;
        FeatureNetwork network = transformer.Session.Network;
        return new StageRecord
        {
            Version = StageRecord.VersionFor(network),
            Backbone = network.BackboneName,
            Layer = network.Layer,
            NetworkHash = network.Hash,
            Pooling = options.Pooling,
            Crops = options.Crops,
            Preprocessing = network.Preprocessing,
            Kind = transformer.Kind,
            OutputColumnName = options.OutputColumnName,
            InputColumnName = options.InputName,
            ImageFolder = options.ImageFolder,
            BadImages = options.BadImages,
            MaxImagePixels = options.MaxImagePixels,
            FastDecode = options.FastDecode,
            StagesBefore = stagesBefore,
            StagesBehind = stagesBehind,
        };
    }
}
