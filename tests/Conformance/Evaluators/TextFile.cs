using Microsoft.ML;

namespace MLNet.ConvExtensions.Conformance.Evaluators;

/// <summary>A text file that is deleted with the test, and what a view of it holds.</summary>
internal sealed class TextFile : IDisposable
{
    public TextFile(params string[] lines)
    {
        Folder = Directory.CreateTempSubdirectory("conformance-text-").FullName;
        Path = System.IO.Path.Combine(Folder, "data.txt");
        File.WriteAllLines(Path, lines);
    }

    public string Folder { get; }

    public string Path { get; }

    public static List<T> Read<T>(IDataView data, string column)
    {
        var values = new List<T>();
        using var cursor = data.GetRowCursor([data.Schema[column]]);
        var getter = cursor.GetGetter<T>(data.Schema[column]);
        while (cursor.MoveNext())
        {
            // A vector that is handed in again would be written over.
            T value = default!;
            getter(ref value);
            values.Add(value);
        }
        return values;
    }

    public static List<string> ReadText(IDataView data, string column)
        => Read<ReadOnlyMemory<char>>(data, column).ConvertAll(text => text.ToString());

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
