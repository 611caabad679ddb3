using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImageLoadingTransformer), ImageLoadingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

public sealed class ImageLoadingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImageLoaderTransform";

    public readonly string? ImageFolder;

    internal ImageLoadingTransformer(IHostEnvironment env, string? imageFolder, bool asImages, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(ImageLoadingTransformer)), columns)
    {
        if (!string.IsNullOrEmpty(imageFolder))
        {
            if (!Directory.Exists(imageFolder))
                throw new ArgumentException($"The directory '{imageFolder}' does not exist.", nameof(imageFolder));
            ImageFolder = Path.GetFullPath(imageFolder);
        }

        AsImages = asImages;
    }

    private ImageLoadingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        ImageFolder = ctx.LoadStringOrNull();
        AsImages = ctx.Reader.ReadBoolean();
    }

    /// <summary>Whether the output is decoded, or the files' bytes.</summary>
    internal bool AsImages { get; }

    internal static ImageLoadingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) =>
        new(env.Register(nameof(ImageLoadingTransformer)), ctx);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, typeof(ImageLoadingTransformer));
        SaveColumns(ctx);
        ctx.SaveStringOrNull(ImageFolder);
        ctx.Writer.Write(AsImages);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        if (inputSchema[srcCol].Type is not TextDataViewType)
        {
            throw Host.ExceptSchemaMismatch(
                nameof(inputSchema), "input", ColumnPairs[col].inputColumnName, TextDataViewType.Instance.ToString(), inputSchema[srcCol].Type.ToString()!);
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private string FullPath(ReadOnlyMemory<char> path) =>
        string.IsNullOrWhiteSpace(ImageFolder) ? path.ToString() : Path.Combine(ImageFolder, path.ToString());

    private sealed class Mapper(ImageLoadingTransformer parent, DataViewSchema inputSchema)
        : OneToOneMapperBase(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
    {
        private readonly ImageLoadingTransformer _parent = parent;

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
        {
            DataViewType type = _parent.AsImages ? new ImageDataViewType() : new VectorDataViewType(NumberDataViewType.Byte);
            return [.. _parent.ColumnPairs.Select(pair => new DataViewSchema.DetachedColumn(pair.outputColumnName, type))];
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            var getPath = input.GetGetter<ReadOnlyMemory<char>>(input.Schema[ColMapNewToOld[iinfo]]);
            if (_parent.AsImages)
                return MakeImageGetter(getPath, out disposer);
            disposer = null;
            return MakeBytesGetter(getPath);
        }

        private ValueGetter<MLImage?> MakeImageGetter(ValueGetter<ReadOnlyMemory<char>> getPath, out Action disposer)
        {
            MLImage? last = null;
            disposer = () =>
            {
                last?.Dispose();
                last = null;
            };

            ReadOnlyMemory<char> path = default;
            return (ref MLImage? value) =>
            {
                value?.Dispose();
                value = null;
                getPath(ref path);
                if (path.Length > 0)
                {
                    string file = _parent.FullPath(path);
                    value = MLImage.CreateFromStream(new MemoryStream(File.ReadAllBytes(file)));
                    value.Tag = file;
                }

                last = value;
            };
        }

        private ValueGetter<VBuffer<byte>> MakeBytesGetter(ValueGetter<ReadOnlyMemory<char>> getPath)
        {
            ReadOnlyMemory<char> path = default;
            return (ref VBuffer<byte> value) =>
            {
                getPath(ref path);
                byte[] bytes = path.Length > 0 ? File.ReadAllBytes(_parent.FullPath(path)) : [];
                value = new VBuffer<byte>(bytes.Length, bytes);
            };
        }
    }
}
