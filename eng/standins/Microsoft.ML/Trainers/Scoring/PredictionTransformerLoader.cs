using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads and writes what all prediction transformers keep, and makes them of the type that their model says.</summary>
internal static class PredictionTransformerLoader
{
    private const string ModelFolder = "Model";
    private const string TrainSchemaEntry = "TrainSchema";

    public static void SaveCommon(ModelSaveContext ctx, object model, DataViewSchema trainSchema, string featureColumn)
    {
        ctx.SaveModel(model, ModelFolder);
        ctx.SaveBinaryStream(TrainSchemaEntry, writer => SchemaSerializer.Write(trainSchema, writer.BaseStream));
        ctx.SaveString(featureColumn);
    }

    /// <param name="transformerType">The open generic type of the transformer.</param>
    /// <param name="readRest">Reads the constructor's arguments after the feature column.</param>
    public static ITransformer Load(IHostEnvironment env, ModelLoadContext ctx, Type transformerType, Func<BinaryReader, object?[]> readRest)
    {
        var model = ctx.LoadModel<ICanSaveModel>(env, ModelFolder);
        DataViewSchema? trainSchema = null;
        bool found = ctx.TryLoadBinaryStream(TrainSchemaEntry, reader => trainSchema = SchemaSerializer.Read(reader.BaseStream));
        env.CheckDecode(found, $"The model file has no '{TrainSchemaEntry}'.");
        object?[] arguments = [env, model, trainSchema, ctx.LoadString(), .. readRest(ctx.Reader)];
        return (ITransformer)Activator.CreateInstance(
            transformerType.MakeGenericType(PublicTypeOf(model)),
            BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DoNotWrapExceptions,
            null,
            arguments,
            null)!;
    }

    /// <summary>The type that the trainer promised: calibrated models are of an internal type behind a public one.</summary>
    private static Type PublicTypeOf(object model)
    {
        Type type = model.GetType();
        while (!type.IsVisible)
            type = type.BaseType!;
        return type;
    }
}
