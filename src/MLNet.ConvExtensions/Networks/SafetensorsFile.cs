using System.Buffers.Binary;
using System.Text.Json;

namespace MLNet.ConvExtensions.Networks;

/// <summary>
/// Reads the tensors of a file in the safetensors format: the length of a header in 8 bytes, the header in JSON, and the tensors, which
/// fill the rest without gaps. Anything else is refused.
/// </summary>
internal sealed class SafetensorsFile
{
    private const int LengthBytes = 8;

    /// <summary>The format's own limit.</summary>
    private const long LongestHeader = 100_000_000;

    private const string Notes = "__metadata__";

    // csharpier-ignore - a table
    private static readonly Dictionary<string, OnnxElementType> Types = new(StringComparer.Ordinal)
    {
        ["F64"] = OnnxElementType.Double, ["F32"] = OnnxElementType.Float, ["F16"] = OnnxElementType.Float16,
        ["BF16"] = OnnxElementType.BFloat16, ["I64"] = OnnxElementType.Int64, ["I32"] = OnnxElementType.Int32,
        ["I16"] = OnnxElementType.Int16, ["I8"] = OnnxElementType.Int8, ["U64"] = OnnxElementType.UInt64,
        ["U32"] = OnnxElementType.UInt32, ["U16"] = OnnxElementType.UInt16, ["U8"] = OnnxElementType.UInt8,
        ["BOOL"] = OnnxElementType.Bool,
    };

    private readonly string _path;
    private readonly long _start;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    private SafetensorsFile(string path, FileStream file)
    {
        _path = path;
        if (file.Length < LengthBytes)
            throw Damaged($"it has {file.Length} bytes, and its header's length takes {LengthBytes}");
        Span<byte> length = stackalloc byte[LengthBytes];
        file.ReadExactly(length);
        ulong header = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (header > LongestHeader || header > (ulong)(file.Length - LengthBytes))
            throw Damaged($"its header takes {header:N0} bytes; allowed: up to {LongestHeader:N0}, within the file's {file.Length:N0}");
        var text = new byte[(int)header];
        file.ReadExactly(text);
        _start = LengthBytes + (long)header;
        Read(text, file.Length - _start);
    }

    /// <summary>The tensors' names.</summary>
    public IEnumerable<string> Names => _entries.Keys;

    /// <summary>Reads the header, and checks it.</summary>
    /// <exception cref="OnnxNetworkException">The file is missing, damaged or of another format.</exception>
    public static SafetensorsFile Open(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return new SafetensorsFile(path, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OnnxNetworkException($"'{path}' can't be read: {e.Message}", e);
        }
    }

    /// <summary>The type of a tensor's elements and its shape; null if there is no such tensor.</summary>
    public (OnnxElementType Type, IReadOnlyList<long> Shape)? Find(string name) =>
        _entries.TryGetValue(name, out Entry? entry) ? (entry.Type, entry.Shape) : null;

    /// <summary>Reads tensors one by one, in the order in which they lie in the file.</summary>
    /// <param name="names">Their names, all of which the file has.</param>
    /// <exception cref="OnnxNetworkException">The file can't be read any more.</exception>
    public IEnumerable<(string Name, StoredTensor Tensor)> Load(IReadOnlyCollection<string> names)
    {
        using FileStream file = OpenAgain();
        foreach (string name in names.OrderBy(n => _entries[n].Begin))
        {
            Entry entry = _entries[name];
            if (entry.End - entry.Begin > Array.MaxLength)
                throw Damaged($"the tensor '{name}' has {entry.End - entry.Begin:N0} bytes; allowed: up to {Array.MaxLength:N0}");
            var bytes = new byte[entry.End - entry.Begin];
            try
            {
                file.Position = _start + entry.Begin;
                file.ReadExactly(bytes);
            }
            catch (IOException e)
            {
                throw new OnnxNetworkException($"'{_path}' can't be read: {e.Message}", e);
            }

            yield return (name, new StoredTensor(entry.Type, entry.Shape, bytes));
        }
    }

    private FileStream OpenAgain()
    {
        try
        {
            return File.OpenRead(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OnnxNetworkException($"'{_path}' can't be read: {e.Message}", e);
        }
    }

    private void Read(byte[] header, long length)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(header);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Damaged("its header is no JSON object");
            foreach (JsonProperty property in document.RootElement.EnumerateObject().Where(p => p.Name != Notes))
            {
                if (!_entries.TryAdd(property.Name, ReadEntry(property, length)))
                    throw Damaged($"its header has two tensors named '{property.Name}'");
            }
        }
        catch (JsonException e)
        {
            throw Damaged($"its header is no JSON ({e.Message})");
        }

        long end = 0;
        foreach ((string name, Entry entry) in _entries.OrderBy(e => e.Value.Begin).ThenBy(e => e.Value.End))
        {
            if (entry.Begin != end)
                throw Damaged(
                    $"the tensor '{name}' begins at {entry.Begin:N0}, {(entry.Begin < end ? "inside" : "behind the end of")} the one "
                        + $"before it, which ends at {end:N0}"
                );
            end = entry.End;
        }

        if (end != length)
            throw Damaged($"its tensors end at {end:N0}, and its data at {length:N0}");
    }

    private Entry ReadEntry(JsonProperty property, long length)
    {
        string name = property.Name;
        if (
            property.Value.ValueKind != JsonValueKind.Object
            || !property.Value.TryGetProperty("dtype", out JsonElement dtype)
            || !property.Value.TryGetProperty("shape", out JsonElement dims)
            || !property.Value.TryGetProperty("data_offsets", out JsonElement offsets)
        )
            throw Damaged($"its header has no dtype, shape and data_offsets for '{name}'");
        if (dtype.ValueKind != JsonValueKind.String || !Types.TryGetValue(dtype.GetString()!, out OnnxElementType type))
            throw Damaged($"the tensor '{name}' is of dtype {dtype.GetRawText()}; allowed: {string.Join(", ", Types.Keys)}");
        long[] shape = Numbers(dims, name, "shape"),
            place = Numbers(offsets, name, "data_offsets");
        if (place is not [var begin, var end] || begin > end || end > length)
            throw Damaged(
                $"the tensor '{name}' lies at {offsets.GetRawText()}; allowed: a beginning and an end within the {length:N0} bytes of data"
            );
        if (
            TensorContents.ElementCount(shape) is not { } count
            || (end - begin) / TensorContents.BytesPerElement((int)type) != count
            || (end - begin) % TensorContents.BytesPerElement((int)type) != 0
        )
            throw Damaged($"the tensor '{name}' of shape {dims.GetRawText()} and dtype {dtype.GetString()} lies in {end - begin:N0} bytes");
        return new Entry(type, shape, begin, end);
    }

    private long[] Numbers(JsonElement list, string name, string key)
    {
        if (list.ValueKind != JsonValueKind.Array)
            throw Damaged($"the {key} of the tensor '{name}' is no list");
        return
        [
            .. list.EnumerateArray()
                .Select(n =>
                    n.ValueKind == JsonValueKind.Number && n.TryGetInt64(out long number) && number >= 0
                        ? number
                        : throw Damaged($"the {key} of the tensor '{name}' has {n.GetRawText()}; allowed: whole numbers from 0")
                ),
        ];
    }

    private OnnxNetworkException Damaged(string fault) => new($"'{_path}' is no safetensors file, or damaged: {fault}.");

    private sealed record Entry(OnnxElementType Type, long[] Shape, long Begin, long End);
}
