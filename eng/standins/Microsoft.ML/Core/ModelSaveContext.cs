using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class ModelSaveContext : IDisposable
{
    internal const string ModelStreamName = "Model.key";
    internal const uint Magic = 0x4C4D5453;

    private readonly RepositoryWriter _repository;
    private readonly string _directory;
    private readonly MemoryStream _model = new();
    private bool _hasVersionInfo;

    internal ModelSaveContext(RepositoryWriter repository, string directory)
    {
        _repository = repository;
        _directory = directory;
        Writer = new BinaryWriter(_model, Encoding.UTF8, leaveOpen: true);
    }

    /// <summary>Writes the model's own part, after <see cref="SetVersionInfo"/>.</summary>
    internal BinaryWriter Writer { get; }

    public void Dispose()
    {
        Writer.Dispose();
        _model.Dispose();
    }

    internal static void SaveModel(RepositoryWriter repository, ICanSaveModel? value, string directory)
    {
        if (value == null)
            return;
        using var context = new ModelSaveContext(repository, directory);
        value.Save(context);
        context.Done();
    }

    internal void CheckAtModel() => Contracts.Check(_model.Position == 0, "The model has been written to already.");

    /// <summary>Says how the model is loaded again; <paramref name="loaderType"/> stands for the assembly that registered the signature.</summary>
    internal void SetVersionInfo(string loaderSignature, Type loaderType)
    {
        CheckAtModel();
        Writer.Write(Magic);
        Writer.Write(loaderSignature);
        Writer.Write(loaderType.Assembly.FullName!);
        _hasVersionInfo = true;
    }

    internal void SaveModel<T>(T? value, string subfolder)
        where T : class
    {
        if (value is ICanSaveModel model)
            SaveModel(_repository, model, _directory.Length == 0 ? subfolder : Path.Combine(_directory, subfolder));
        else if (value != null)
            throw Contracts.ExceptNotSupp($"A {value.GetType()} can't be saved: it is no {nameof(ICanSaveModel)}.");
    }

    internal void SaveBinaryStream(string name, Action<BinaryWriter> action)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        using Stream stream = _repository.OpenEntry(_directory, name);
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        action(writer);
    }

    internal void SaveTextStream(string name, Action<TextWriter> action)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        using Stream stream = _repository.OpenEntry(_directory, name);
        using var writer = new StreamWriter(stream);
        action(writer);
    }

    internal void SaveString(string value) => Writer.Write(value);

    internal void SaveNonEmptyString(string value)
    {
        Contracts.CheckNonEmpty(value, nameof(value));
        Writer.Write(value);
    }

    internal void SaveStringOrNull(string? value)
    {
        Writer.Write(value != null);
        if (value != null)
            Writer.Write(value);
    }

    private void Done()
    {
        Contracts.Check(_hasVersionInfo, "A model was saved without saying what loads it.");
        Writer.Flush();
        _model.Position = 0;
        using Stream entry = _repository.OpenEntry(_directory, ModelStreamName);
        _model.CopyTo(entry);
    }
}
