using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(VectorToImageConvertingTransformer), VectorToImageConvertingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

public sealed class VectorToImageConvertingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "VectorToImageConverter";

    internal VectorToImageConvertingTransformer(IHostEnvironment env, params ImageConversion[] columns)
        : base(env.Register(LoaderSignature), [.. columns.Select(column => (column.Output, column.Input))]) => Columns = columns;

    private VectorToImageConvertingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        Columns = new ImageConversion[ColumnPairs.Length];
        for (int i = 0; i < Columns.Length; i++)
            Columns[i] = new ImageConversion(ColumnPairs[i].outputColumnName, ColumnPairs[i].inputColumnName, ctx);
    }

    internal ImageConversion[] Columns { get; }

    internal static VectorToImageConvertingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => new(env.Register(LoaderSignature), ctx);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, typeof(VectorToImageConvertingTransformer));
        SaveColumns(ctx);
        foreach (ImageConversion column in Columns)
            column.Save(ctx);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        ImageConversion column = Columns[col];
        if (inputSchema[srcCol].Type is not VectorDataViewType vector)
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.Input, "image", inputSchema[srcCol].Type.ToString()!);
        if (vector.Size == column.Size)
            return;
        var expected = new VectorDataViewType(vector.ItemType, column.Type.Height, column.Type.Width, column.Layout.Planes);
        throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.Input, expected.ToString(), vector.ToString());
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper(VectorToImageConvertingTransformer parent, DataViewSchema inputSchema)
        : OneToOneMapperBase(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
    {
        private readonly VectorToImageConvertingTransformer _parent = parent;

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() =>
            [.. _parent.Columns.Select(column => new DataViewSchema.DetachedColumn(column.Output, column.Type))];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            ImageConversion column = _parent.Columns[iinfo];
            DataViewSchema.Column source = input.Schema[ColMapNewToOld[iinfo]];
            DataViewType item = source.Type.GetItemType();
            if (item == NumberDataViewType.Single)
                return MakeGetter(input.GetGetter<VBuffer<float>>(source), column, value => value, column.Offset != 0 || column.Scale != 1);
            if (item == NumberDataViewType.Double)
                return MakeGetter(input.GetGetter<VBuffer<double>>(source), column, value => (float)value, column.Offset != 0 || column.Scale != 1);
            if (item == NumberDataViewType.Byte)
                return MakeGetter(input.GetGetter<VBuffer<byte>>(source), column, value => value, false);
            throw Host.Except($"Images can be made of vectors of floats, doubles or bytes, but '{source.Name}' holds {item}.");
        }

        private static ValueGetter<MLImage?> MakeGetter<T>(ValueGetter<VBuffer<T>> getSource, ImageConversion column, Func<T, float> toFloat, bool scaled)
        {
            VBuffer<T> source = default;
            T[] dense = new T[column.Size];
            return (ref MLImage? value) =>
            {
                getSource(ref source);
                if (source.GetValues().Length == 0)
                {
                    value = null;
                    return;
                }

                source.CopyTo(dense);
                value = MLImage.CreateFromPixels(column.Type.Width, column.Type.Height, MLPixelFormat.Bgra32, ToPixels(dense, column, toFloat, scaled));
                value.Tag = nameof(VectorToImageConvertingTransformer);
            };
        }

        private static byte[] ToPixels<T>(T[] values, ImageConversion column, Func<T, float> toFloat, bool scaled)
        {
            ColorLayout layout = column.Layout;
            int count = column.Type.Width * column.Type.Height;
            byte[] pixels = new byte[4 * count];
            for (int i = 0; i < count; i++)
            {
                pixels[4 * i] = ToByte(Value(layout.Blue, i, 0));
                pixels[(4 * i) + 1] = ToByte(Value(layout.Green, i, 0));
                pixels[(4 * i) + 2] = ToByte(Value(layout.Red, i, 0));
                // Without alpha in the vector, scaled pixels come out transparent, as ML.NET makes them.
                pixels[(4 * i) + 3] = layout.Alpha < 0 && scaled ? (byte)0 : ToByte(Value(layout.Alpha, i, byte.MaxValue));
            }

            return pixels;

            float Value(int plane, int i, float absent) =>
                plane < 0 ? absent : toFloat(values[column.Interleaved ? (i * layout.Planes) + plane : (plane * count) + i]);

            byte ToByte(float value) => scaled ? (byte)Math.Round((value * column.Scale) - column.Offset) : (byte)value;
        }
    }
}
