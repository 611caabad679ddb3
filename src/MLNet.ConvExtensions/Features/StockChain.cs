using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

namespace MLNet.ConvExtensions.Features;

/// <summary>
/// The stage written as ML.NET's own stages, which is how it is saved: a saved model then loads in any ML.NET program.
/// </summary>
/// <remarks>
/// Images go through a graph that makes up for ML.NET's resizing (see <see cref="StockImageGraph"/>). No stock stage decodes bytes: a model
/// over encoded images is saved with a decoding stage of this library.
/// </remarks>
internal static class StockChain
{
    /// <summary>The stock stages of a fitted transformer.</summary>
    public static StockModel Create(ConvFeaturesTransformer transformer)
    {
        var context = new MLContext();
        ConvFeaturesOptions options = transformer.Options;
        FeatureNetwork network = transformer.Session.Network;

        // Names that a user's own columns don't have; all but the last column are dropped again.
        string prefix = $"ConvFeatures.{options.OutputColumnName}.";
        string image = prefix + "Image", pixels = prefix + "Pixels", features = prefix + "Features", encoded = DecodeImageMapping.EncodedColumn;
        var model = new StockModel(context, Empty(context, options.InputName, transformer.Kind, new VectorDataViewType(NumberDataViewType.Single, network.PixelCount)));
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
                        context.Transforms.CopyColumns(image, DecodeImageMapping.ImageColumn));
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
                temporary.AddRange([image, .. StockImages.Add(context, model, network.ImageSize, image, pixels)]);
            StageRecord record = Describe(transformer, stagesBefore: model.Count, stagesBehind: 2);
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

    /// <summary>A stock estimator that adds a vector of floats, asked for what becomes of a schema's shape.</summary>
    public static IEstimator<ITransformer> OutputShape(TransformsCatalog catalog, string outputColumn, int width)
    {
        SchemaDefinition output = SchemaDefinition.Create(typeof(FeatureRow));
        SchemaDefinition.Column features = output[nameof(FeatureRow.Features)];
        features.ColumnName = outputColumn;
        features.ColumnType = new VectorDataViewType(NumberDataViewType.Single, width);
        return catalog.CustomMapping<NoInput, FeatureRow>((_, _) => { }, contractName: null, outputSchemaDefinition: output);
    }

    private static StageRecord Describe(ConvFeaturesTransformer transformer, int stagesBefore, int stagesBehind)
    {
        ConvFeaturesOptions options = transformer.Options;
        FeatureNetwork network = transformer.Session.Network;
        return new StageRecord
        {
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

    /// <summary>Data without rows, with a column of images in this form.</summary>
    /// <param name="context">What to make them in.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="kind">The form.</param>
    /// <param name="type">The column's type, of which vectors of pixels have their length.</param>
    public static IDataView Empty(MLContext context, string column, ImageColumnKind kind, DataViewType type)
    {
        switch (kind)
        {
            case ImageColumnKind.Path:
                return Empty<PathRow>(TextDataViewType.Instance);
            case ImageColumnKind.Encoded:
                return Empty<EncodedRow>(new VectorDataViewType(NumberDataViewType.Byte));
            case ImageColumnKind.Image:
                return Empty<ImageRow>(new ImageDataViewType(1, 1));
            default:
                return Empty<PixelsRow>(type);
        }

        IDataView Empty<TRow>(DataViewType rowType)
            where TRow : class
        {
            SchemaDefinition schema = SchemaDefinition.Create(typeof(TRow));
            SchemaDefinition.Column value = schema["Value"];
            value.ColumnName = column;
            value.ColumnType = rowType;
            return context.Data.LoadFromEnumerable(Array.Empty<TRow>(), schema);
        }
    }

    private sealed class NoInput
    {
    }

    private sealed class FeatureRow
    {
        public float[] Features { get; set; } = [];
    }

    private sealed class PathRow
    {
        public string Value { get; set; } = "";
    }

    private sealed class EncodedRow
    {
        public byte[] Value { get; set; } = [];
    }

    private sealed class ImageRow
    {
        // An image column made from objects needs a size in ML.NET 5.0.0; the stages go by each image's own.
        [ImageType(1, 1)]
        public MLImage? Value { get; set; }
    }

    private sealed class PixelsRow
    {
        public float[] Value { get; set; } = [];
    }
}
