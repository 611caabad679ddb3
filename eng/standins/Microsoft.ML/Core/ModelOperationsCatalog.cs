using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class ModelOperationsCatalog : IInternalCatalog
{
    private const string ChainFolder = "TransformerChain";
    private const string SchemaEntry = "Schema";

    private readonly IHostEnvironment _env;

    internal ModelOperationsCatalog(IHostEnvironment env) => _env = env;

    IHostEnvironment IInternalCatalog.Environment => _env;

    public void Save(ITransformer model, DataViewSchema? inputSchema, Stream stream)
    {
        _env.CheckValue(stream, nameof(stream));
        using var repository = new RepositoryWriter(stream);
        ModelSaveContext.SaveModel(repository, model, ChainFolder);
    }

    public void Save(ITransformer model, DataViewSchema? inputSchema, string filePath)
    {
        _env.CheckNonEmpty(filePath, nameof(filePath));
        using FileStream stream = File.Create(filePath);
        Save(model, inputSchema, stream);
    }

    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        _env.CheckValue(stream, nameof(stream));
        using var repository = new RepositoryReader(stream, _env);
        inputSchema = null!;
        return ModelLoadContext.LoadModel<ITransformer>(_env, repository, ChainFolder);
    }

    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        _env.CheckNonEmpty(filePath, nameof(filePath));
        using FileStream stream = File.OpenRead(filePath);
        return Load(stream, out inputSchema);
    }
}
