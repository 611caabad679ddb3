using System.Reflection;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>One component of a model file being read.</summary>
internal sealed class ModelLoadContext : IDisposable
{
    private readonly RepositoryReader _repository;
    private readonly string _directory;

    private ModelLoadContext(RepositoryReader repository, string directory, Stream stream)
    {
        _repository = repository;
        _directory = directory;
        Reader = new BinaryReader(stream, Encoding.UTF8);
    }

    /// <summary>Reads the model's own part, as <see cref="ModelSaveContext.Writer"/> wrote it.</summary>
    public BinaryReader Reader { get; }

    public void Dispose() => Reader.Dispose();

    public static T LoadModel<T>(IHostEnvironment env, RepositoryReader repository, string directory)
        where T : class =>
        LoadModelOrNull<T>(env, repository, directory)
        ?? throw env.ExceptDecode($"The model file has no '{Path.Combine(directory, ModelSaveContext.ModelStreamName)}'.");

    public static T? LoadModelOrNull<T>(IHostEnvironment env, RepositoryReader repository, string directory)
        where T : class
    {
        Stream? stream = repository.OpenEntryOrNull(directory, ModelSaveContext.ModelStreamName);
        if (stream == null)
            return null;
        using var context = new ModelLoadContext(repository, directory, stream);
        return context.Create(env) as T
            ?? throw env.ExceptDecode($"The model in '{directory}' is no {typeof(T).Name}.");
    }

    public T LoadModel<T>(IHostEnvironment env, string subfolder)
        where T : class => LoadModel<T>(env, _repository, Path.Combine(_directory, subfolder));

    public T? LoadModelOrNull<T>(IHostEnvironment env, string subfolder)
        where T : class => LoadModelOrNull<T>(env, _repository, Path.Combine(_directory, subfolder));

    public bool TryLoadBinaryStream(string name, Action<BinaryReader> action)
    {
        Stream? stream = _repository.OpenEntryOrNull(_directory, name);
        if (stream == null)
            return false;
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        action(reader);
        return true;
    }

    public bool TryLoadTextStream(string name, Action<TextReader> action)
    {
        Stream? stream = _repository.OpenEntryOrNull(_directory, name);
        if (stream == null)
            return false;
        using var reader = new StreamReader(stream);
        action(reader);
        return true;
    }

    public string LoadString() => Reader.ReadString();

    public string LoadNonEmptyString()
    {
        string value = Reader.ReadString();
        Contracts.CheckDecode(value.Length > 0, "A name in the model file is empty.");
        return value;
    }

    public string? LoadStringOrNull() => Reader.ReadBoolean() ? Reader.ReadString() : null;

    private object Create(IHostEnvironment env)
    {
        env.CheckDecode(Reader.ReadUInt32() == ModelSaveContext.Magic, $"The model in '{_directory}' isn't one that this library wrote.");
        string signature = Reader.ReadString();
        env.ComponentCatalog.RegisterAssembly(Assembly.Load(Reader.ReadString()));
        if (!env.ComponentCatalog.TryFindLoader(signature, out Type? loader))
            throw env.ExceptDecode($"Nothing loads the model in '{_directory}': '{signature}' is unknown.");

        const BindingFlags any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance
            | BindingFlags.DeclaredOnly | BindingFlags.DoNotWrapExceptions;
        Type[] parameters = [typeof(IHostEnvironment), typeof(ModelLoadContext)];
        object[] arguments = [env, this];
        if (loader!.GetMethod("Create", any, parameters) is { } create)
            return create.Invoke(null, any, null, arguments, null)!;
        ConstructorInfo constructor = loader.GetConstructor(any, parameters)
            ?? throw env.Except($"{loader} has neither a Create method nor a constructor that loads it.");
        return constructor.Invoke(any, null, arguments, null);
    }
}
