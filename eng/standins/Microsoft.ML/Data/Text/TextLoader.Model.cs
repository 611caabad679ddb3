using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(TextLoader), TextLoader.LoaderSignature)]

namespace Microsoft.ML.Data;

public sealed partial class TextLoader
{
    private const string HeaderStream = "Header.txt";

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        Contracts.CheckValue(ctx, nameof(ctx));
        ctx.SetVersionInfo(LoaderSignature, typeof(TextLoader));
        ctx.SaveNonEmptyString(new string(_format.Separators));
        ctx.Writer.Write(_format.EscapeChar);
        ctx.Writer.Write(_format.DecimalMarker);
        ctx.Writer.Write(_format.InputSize);
        ctx.Writer.Write(_format.MaxRows);
        bool[] flags = [_format.AllowQuoting, _format.AllowSparse, _format.TrimWhitespace, _format.HasHeader, _format.ReadMultilines, _format.MissingRealsAsNaNs];
        foreach (var flag in flags)
            ctx.Writer.Write(flag);

        ctx.Writer.Write(_columns.Length);
        foreach (var column in _columns)
        {
            ctx.SaveNonEmptyString(column.Name);
            ctx.Writer.Write((byte)TextValue.KindOf(column.ItemType.RawType)!);
            ctx.Writer.Write(column.ItemType.GetKeyCount());
            ctx.Writer.Write(column.Segments.Count);
            foreach (var segment in column.Segments)
            {
                ctx.Writer.Write(segment.Min);
                ctx.Writer.Write(segment.Limit);
                ctx.Writer.Write(segment.ForceVector);
            }
        }
        if (_headerLine != null)
            ctx.SaveTextStream(HeaderStream, writer => writer.WriteLine(_headerLine));
    }

    private static TextLoader Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var format = new TextFormat
        {
            Separators = ctx.LoadNonEmptyString().ToCharArray(),
            EscapeChar = ctx.Reader.ReadChar(),
            DecimalMarker = ctx.Reader.ReadChar(),
            InputSize = ctx.Reader.ReadInt32(),
            MaxRows = ctx.Reader.ReadInt64(),
            AllowQuoting = ctx.Reader.ReadBoolean(),
            AllowSparse = ctx.Reader.ReadBoolean(),
            TrimWhitespace = ctx.Reader.ReadBoolean(),
            HasHeader = ctx.Reader.ReadBoolean(),
            ReadMultilines = ctx.Reader.ReadBoolean(),
            MissingRealsAsNaNs = ctx.Reader.ReadBoolean(),
            UseThreads = true,
        };
        var columns = new TextColumn[ctx.Reader.ReadInt32()];
        for (int i = 0; i < columns.Length; i++)
            columns[i] = ReadColumn(ctx);
        string? header = null;
        ctx.TryLoadTextStream(HeaderStream, reader => header = reader.ReadLine());
        return new TextLoader(format, columns, header);
    }

    private static TextColumn ReadColumn(ModelLoadContext ctx)
    {
        string name = ctx.LoadNonEmptyString();
        var itemType = TextValue.TypeOf((DataKind)ctx.Reader.ReadByte());
        ulong keyCount = ctx.Reader.ReadUInt64();
        var segments = new TextColumn.Segment[ctx.Reader.ReadInt32()];
        for (int i = 0; i < segments.Length; i++)
            segments[i] = new TextColumn.Segment(ctx.Reader.ReadInt32(), ctx.Reader.ReadInt32(), ctx.Reader.ReadBoolean());
        return new TextColumn(name, keyCount > 0 ? new KeyDataViewType(itemType.RawType, keyCount) : itemType, segments);
    }
}
