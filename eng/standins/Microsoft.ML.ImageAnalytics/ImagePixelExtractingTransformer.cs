using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImagePixelExtractingTransformer), ImagePixelExtractingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

public sealed class ImagePixelExtractingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImagePixelExtractor";

    internal ImagePixelExtractingTransformer(IHostEnvironment env, params PixelExtraction[] columns)
        : base(env.Register(LoaderSignature), [.. columns.Select(column => (column.Output, column.Input))]) => Columns = columns;

    private ImagePixelExtractingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        Columns = new PixelExtraction[ColumnPairs.Length];
        for (int i = 0; i < Columns.Length; i++)
            Columns[i] = new PixelExtraction(ColumnPairs[i].outputColumnName, ColumnPairs[i].inputColumnName, ctx);
    }

    internal PixelExtraction[] Columns { get; }

    internal static ImagePixelExtractingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => new(env.Register(LoaderSignature), ctx);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, typeof(ImagePixelExtractingTransformer));
        SaveColumns(ctx);
        foreach (PixelExtraction column in Columns)
            column.Save(ctx);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        ImageDataViewType type = ImageColumns.Check(Host, inputSchema[srcCol]);
        if (type.Height <= 0 || type.Width <= 0)
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", Columns[col].Input, "known-size image", "unknown-size image");
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper(ImagePixelExtractingTransformer parent, DataViewSchema inputSchema)
        : OneToOneMapperBase(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
    {
        private readonly ImagePixelExtractingTransformer _parent = parent;

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() =>
            [.. _parent.Columns.Select((column, i) => new DataViewSchema.DetachedColumn(column.Output, OutputType(column, i)))];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer) =>
            _parent.Columns[iinfo].AsFloats
                ? MakeGetter<float>(input, iinfo, out disposer)
                : MakeGetter<byte>(input, iinfo, out disposer);

        private VectorDataViewType OutputType(PixelExtraction column, int index)
        {
            ImageDataViewType image = InputType(index);
            NumberDataViewType item = column.AsFloats ? NumberDataViewType.Single : NumberDataViewType.Byte;
            return column.Interleave
                ? new VectorDataViewType(item, image.Height, image.Width, column.Layout.Planes)
                : new VectorDataViewType(item, column.Layout.Planes, image.Height, image.Width);
        }

        private ImageDataViewType InputType(int index) => (ImageDataViewType)InputSchema[ColMapNewToOld[index]].Type;

        private ValueGetter<VBuffer<T>> MakeGetter<T>(DataViewRow input, int index, out Action disposer)
            where T : unmanaged, INumberBase<T>
        {
            MLImage? source = null;
            disposer = () =>
            {
                source?.Dispose();
                source = null;
            };

            PixelExtraction column = _parent.Columns[index];
            ImageDataViewType type = InputType(index);
            int size = type.Height * type.Width * column.Layout.Planes;
            var getSource = input.GetGetter<MLImage>(input.Schema[ColMapNewToOld[index]]);
            return (ref VBuffer<T> value) =>
            {
                getSource(ref source!);
                if (source == null)
                {
                    value = VBufferEditor.Create(ref value, size, 0).Commit();
                    return;
                }

                Host.Check(
                    source.Height == type.Height && source.Width == type.Width,
                    $"The column '{column.Input}' holds an image of {source.Width} x {source.Height}, but its type says {type.Width} x {type.Height}.");
                VBufferEditor<T> editor = VBufferEditor.Create(ref value, size);
                PixelPlanes.Extract(source, column, editor.Values);
                value = editor.Commit();
            };
        }
    }
}
