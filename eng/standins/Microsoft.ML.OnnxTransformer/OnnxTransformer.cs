using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Onnx;

[assembly: LoadableClass(typeof(OnnxTransformer), OnnxTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Onnx;

public sealed partial class OnnxTransformer : RowToRowTransformerBase, IDisposable
{
    internal const string LoaderSignature = "OnnxTransform";

    private const string ModelEntry = "OnnxModel";

    private readonly OnnxSource _source;
    private bool _isDisposed;

    internal OnnxTransformer(IHostEnvironment env, OnnxSource source)
        : base(env.Register(nameof(OnnxTransformer)))
    {
        foreach (string column in source.InputColumns)
            Host.CheckNonWhiteSpace(column, nameof(OnnxOptions.InputColumns));
        foreach (string column in source.OutputColumns)
            Host.CheckNonWhiteSpace(column, nameof(OnnxOptions.OutputColumns));
        if (source.ModelBytes == null)
        {
            Host.CheckNonWhiteSpace(source.ModelFile, nameof(OnnxOptions.ModelFile));
            if (!File.Exists(source.ModelFile))
                throw Host.ExceptIO($"The model file '{source.ModelFile}' does not exist.");
        }

        _source = source;
        try
        {
            Model = new OnnxModel(source);
        }
        catch (OnnxRuntimeException e)
        {
            throw Host.Except(e, $"ONNX Runtime can't load the model{(source.ModelFile == null ? "" : $" '{source.ModelFile}'")}: {e.Message}");
        }

        try
        {
            Inputs = source.InputColumns.Length == 0 ? [.. Model.Inputs.Select(variable => variable.Name)] : source.InputColumns;
            Outputs = source.OutputColumns.Length == 0 ? [.. Model.Outputs.Select(variable => variable.Name)] : source.OutputColumns;
            foreach (string output in Outputs)
                Model.GetOutput(output);
        }
        catch
        {
            Model.Dispose();
            throw;
        }
    }

    internal OnnxModel Model { get; }

    internal string[] Inputs { get; }

    internal string[] Outputs { get; }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        Model.Dispose();
        _isDisposed = true;
    }

    internal static OnnxTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        byte[]? model = null;
        if (!ctx.TryLoadBinaryStream(ModelEntry, reader => model = reader.ReadBytes(reader.ReadInt32())))
            throw env.ExceptDecode($"The model file has no entry '{ModelEntry}'.");

        string[] inputs = LoadNames(ctx), outputs = LoadNames(ctx);
        var shapes = new Dictionary<string, int[]>();
        for (int left = ctx.Reader.ReadInt32(); left > 0; left--)
        {
            string name = ctx.LoadNonEmptyString();
            int[] shape = new int[ctx.Reader.ReadInt32()];
            for (int i = 0; i < shape.Length; i++)
                shape[i] = ctx.Reader.ReadInt32();
            shapes[name] = shape;
        }

        // Which device it runs on is the context's choice, not the file's.
        HostEnvironment settings = env.GetSettings();
        return new OnnxTransformer(env, new OnnxSource
        {
            ModelBytes = model,
            InputColumns = inputs,
            OutputColumns = outputs,
            Shapes = shapes,
            RecursionLimit = ctx.Reader.ReadInt32(),
            GpuDeviceId = settings.GpuDeviceId,
            FallbackToCpu = settings.FallbackToCpu,
        });
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, typeof(OnnxTransformer));
        ctx.SaveBinaryStream(ModelEntry, writer =>
        {
            byte[] model = Model.ReadBytes();
            writer.Write(model.Length);
            writer.Write(model);
        });
        SaveNames(ctx, Inputs);
        SaveNames(ctx, Outputs);
        ctx.Writer.Write(_source.Shapes?.Count ?? 0);
        foreach ((string name, int[] shape) in _source.Shapes ?? new Dictionary<string, int[]>())
        {
            ctx.SaveNonEmptyString(name);
            ctx.Writer.Write(shape.Length);
            foreach (int dimension in shape)
                ctx.Writer.Write(dimension);
        }

        ctx.Writer.Write(_source.RecursionLimit);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static string[] LoadNames(ModelLoadContext ctx)
    {
        string[] names = new string[ctx.Reader.ReadInt32()];
        for (int i = 0; i < names.Length; i++)
            names[i] = ctx.LoadNonEmptyString();
        return names;
    }

    private static void SaveNames(ModelSaveContext ctx, string[] names)
    {
        ctx.Writer.Write(names.Length);
        foreach (string name in names)
            ctx.SaveNonEmptyString(name);
    }
}
