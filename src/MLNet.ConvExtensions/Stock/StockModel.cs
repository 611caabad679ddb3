using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Stock;

/// <summary>
/// Stages of ML.NET that compute what a stage of this library does, made to be saved in its place, with the files in which their networks
/// lie meanwhile: where ML.NET takes a network from a stream, it leaves a copy of it among the temporary files for good.
/// </summary>
/// <param name="context">What the stages are made in.</param>
/// <param name="input">Data without rows, of the schema that the first stage sees.</param>
internal sealed class StockModel(MLContext context, IDataView input) : IDisposable
{
    private readonly List<ITransformer> _stages = [];
    private IDataView _data = input;
    private string? _folder;

    /// <summary>The stages so far.</summary>
    public IReadOnlyList<ITransformer> Stages => _stages;

    public void Add(params IEstimator<ITransformer>[] stages)
    {
        foreach (IEstimator<ITransformer> stage in stages)
        {
            ITransformer fitted = stage.Fit(_data);
            _stages.Add(fitted);
            _data = fitted.Transform(_data);
        }
    }

    /// <summary>Adds a stage that runs a network.</summary>
    /// <param name="output">The network's output, and the column that it becomes.</param>
    /// <param name="inputs">The network's inputs, and the columns that it reads.</param>
    /// <param name="network">The network.</param>
    public void AddNetwork(string output, string[] inputs, OnnxNetwork network)
    {
        OnnxRuntimeLibrary.Open();
        _folder ??= Directory.CreateTempSubdirectory("MLNet.ConvExtensions.").FullName;
        string file = Path.Combine(_folder, $"{_stages.Count}.onnx");
        network.Save(file);
        Add(context.Transforms.ApplyOnnxModel([output], inputs, file));
    }

    /// <summary>What the stages make of data.</summary>
    public IDataView Transform(IDataView data) => _stages.Aggregate(data, (view, stage) => stage.Transform(view));

    public void Save(ModelSaveContext destination)
    {
        // Not disposed: that would be done to the stages twice.
        ICanSaveModel chain = new TransformerChain<ITransformer>([.. _stages]);
        chain.Save(destination);
    }

    public void Dispose()
    {
        foreach (ITransformer stage in _stages)
            (stage as IDisposable)?.Dispose();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
        // A prediction engine disposes of the model that it was made of, too.
        _folder = null;
    }
}
