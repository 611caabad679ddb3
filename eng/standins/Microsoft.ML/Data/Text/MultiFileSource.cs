using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed class MultiFileSource : IMultiStreamSource
{
    private readonly string[] _paths;

    public MultiFileSource(params string?[]? paths)
    {
        var given = paths?.OfType<string>().ToArray() ?? [];
        var found = given.SelectMany(PathPattern.Expand).ToArray();

        // A path that doesn't exist stays: opening it is what fails.
        _paths = found.Length > 0 ? found : given;
    }

    public int Count => _paths.Length;

    public string GetPathOrNull(int index)
    {
        CheckIndex(index);
        return _paths[index];
    }

    public Stream Open(int index)
    {
        CheckIndex(index);
        try
        {
            return new FileStream(_paths[index], FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new IOException($"Could not open file '{_paths[index]}'. Error is: {e.Message}", e);
        }
    }

    public TextReader OpenTextReader(int index) => new StreamReader(Open(index));

    private void CheckIndex(int index)
        => Contracts.CheckParam(index >= 0 && index < _paths.Length, nameof(index), $"The index is {index}, but there are {_paths.Length} files.");
}
