using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImageResizingTransformer), ImageResizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

public sealed class ImageResizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImageScalerTransform";

    private const string RegistrationName = "ImageScaler";

    internal ImageResizingTransformer(IHostEnvironment env, params ImageResizing[] columns)
        : base(env.Register(RegistrationName), [.. columns.Select(column => (column.Output, column.Input))]) => Columns = columns;

    private ImageResizingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        Columns = new ImageResizing[ColumnPairs.Length];
        for (int i = 0; i < Columns.Length; i++)
        {
            int width = ctx.Reader.ReadInt32(), height = ctx.Reader.ReadInt32();
            Host.CheckDecode(width > 0 && height > 0, "A resized image has no size.");
            var resizing = (ImageResizingEstimator.ResizingKind)ctx.Reader.ReadByte();
            var anchor = (ImageResizingEstimator.Anchor)ctx.Reader.ReadByte();
            Host.CheckDecode(Enum.IsDefined(resizing) && Enum.IsDefined(anchor), "The kind of resizing is unknown.");
            Columns[i] = new ImageResizing(ColumnPairs[i].outputColumnName, ColumnPairs[i].inputColumnName, width, height, resizing, anchor);
        }
    }

    internal ImageResizing[] Columns { get; }

    internal static ImageResizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => new(env.Register(RegistrationName), ctx);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, typeof(ImageResizingTransformer));
        SaveColumns(ctx);
        foreach (ImageResizing column in Columns)
        {
            ctx.Writer.Write(column.Type.Width);
            ctx.Writer.Write(column.Type.Height);
            ctx.Writer.Write((byte)column.Resizing);
            ctx.Writer.Write((byte)column.Anchor);
        }
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol) =>
        ImageColumns.Check(Host, inputSchema[srcCol]);

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static ImageResizeMode Mode(ImageResizing column) => column.Resizing switch
    {
        ImageResizingEstimator.ResizingKind.IsoPad => ImageResizeMode.Pad,
        ImageResizingEstimator.ResizingKind.Fill => ImageResizeMode.Fill,
        _ => column.Anchor switch
        {
            ImageResizingEstimator.Anchor.Top => ImageResizeMode.CropAnchorTop,
            ImageResizingEstimator.Anchor.Bottom => ImageResizeMode.CropAnchorBottom,
            ImageResizingEstimator.Anchor.Left => ImageResizeMode.CropAnchorLeft,
            ImageResizingEstimator.Anchor.Right => ImageResizeMode.CropAnchorRight,
            _ => ImageResizeMode.CropAnchorCentral,
        },
    };

    private sealed class Mapper(ImageResizingTransformer parent, DataViewSchema inputSchema)
        : OneToOneMapperBase(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
    {
        private readonly ImageResizingTransformer _parent = parent;

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() =>
            [.. _parent.Columns.Select(column => new DataViewSchema.DetachedColumn(column.Output, column.Type))];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            // The source belongs to the stage that made it, and is disposed there.
            disposer = null;
            MLImage? source = null;
            var getSource = input.GetGetter<MLImage>(input.Schema[ColMapNewToOld[iinfo]]);
            ImageDataViewType type = _parent.Columns[iinfo].Type;
            ImageResizeMode mode = Mode(_parent.Columns[iinfo]);
            return (ValueGetter<MLImage?>)((ref MLImage? value) =>
            {
                value?.Dispose();
                value = null;
                getSource(ref source!);
                if (source == null || source.Height <= 0 || source.Width <= 0)
                    return;
                if (source.Height == type.Height && source.Width == type.Width)
                {
                    value = source;
                    return;
                }

                value = source.CloneWithResizing(type.Width, type.Height, mode);
                value.Tag = source.Tag;
            });
        }
    }
}
