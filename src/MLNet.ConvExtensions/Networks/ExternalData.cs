using System.Globalization;
using Google.Protobuf;
using MLNet.ConvExtensions.Networks.Proto;

namespace MLNet.ConvExtensions.Networks;

/// <summary>Brings weights that lie in files beside the ONNX file into the model.</summary>
internal static class ExternalData
{
    /// <param name="model">The model.</param>
    /// <param name="path">Its file.</param>
    /// <param name="bring">Sees to it that a file is there before it is read.</param>
    public static void Read(ModelProto model, string path, Action<string>? bring)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        HashSet<string> brought = [];
        foreach (TensorProto tensor in External(model))
        {
            string location = Entry(tensor, "location") ?? "";
            string file = Path.GetFullPath(Path.Combine(folder, location));
            bool inside =
                location.Length > 0
                && !Path.IsPathRooted(location)
                && file.StartsWith(folder.TrimEnd('/', '\\') + Path.DirectorySeparatorChar, StringComparison.Ordinal);
            if (!inside)
                throw new OnnxNetworkException(
                    $"'{path}' keeps the weights '{tensor.Name}' in '{location}'; "
                        + "allowed is a file in the ONNX file's folder or below."
                );

            if (bring is not null && brought.Add(location))
                bring(location);
            tensor.RawData = ReadPart(tensor, path, file);
            tensor.ClearDataLocation();
            tensor.ExternalData.Clear();
        }
    }

    public static void Refuse(ModelProto model)
    {
        if (External(model).FirstOrDefault() is { } tensor)
            throw new OnnxNetworkException(
                $"The network keeps the weights '{tensor.Name}' in the file '{Entry(tensor, "location")}': "
                    + "load it by its path, so that this file is found."
            );
    }

    private static IEnumerable<TensorProto> External(ModelProto model) =>
        (model.Graph?.Initializer ?? [])
            .Concat((model.Graph?.Node ?? []).SelectMany(n => n.Attribute).Select(a => a.T).Where(t => t is not null))
            .Where(t => t.DataLocation == TensorProto.Types.DataLocation.External);

    private static ByteString ReadPart(TensorProto tensor, string path, string file)
    {
        long offset = Number(tensor, "offset", path) ?? 0;
        try
        {
            using FileStream stream = File.OpenRead(file);
            long length = Number(tensor, "length", path) ?? stream.Length - offset;
            if (offset > stream.Length || length > stream.Length - offset || length > Array.MaxLength || length < 0)
                throw new OnnxNetworkException(
                    $"'{file}', which belongs to '{path}', is truncated: "
                        + $"it has {stream.Length:N0} bytes, and the weights '{tensor.Name}' take {length:N0} from {offset:N0}."
                );

            var bytes = new byte[length];
            stream.Position = offset;
            stream.ReadExactly(bytes);
            return UnsafeByteOperations.UnsafeWrap(bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OnnxNetworkException(
                $"'{path}' keeps the weights '{tensor.Name}' in '{file}', which can't be read: {exception.Message}",
                exception
            );
        }
    }

    private static long? Number(TensorProto tensor, string key, string path)
    {
        if (Entry(tensor, key) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw new OnnxNetworkException($"'{path}' is damaged: the {key} of the weights '{tensor.Name}' is '{text}', not a number.");
    }

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(e => e.Key == key)?.Value;
}
