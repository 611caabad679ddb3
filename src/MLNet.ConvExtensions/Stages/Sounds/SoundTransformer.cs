using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Stages.Sounds;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions;

/// <summary>
/// Adds a column of samples, spectrograms or coefficients to data with sounds. Lazy: sounds are read and computed, a few ahead, when a cursor
/// asks for them.
/// </summary>
public sealed class SoundTransformer : ITransformer, IExportedStage, IDisposable
{
    private readonly SoundOutput _output;
    private readonly RowStage _stage;

    internal SoundTransformer(SoundOptions options, SoundOutput output, ImageColumnKind kind, SoundEngine engine)
    {
        (Options, Engine, _output) = (options, engine, output);
        _stage = new RowStage(options.Settings, kind, engine, cache: null);
    }

    /// <summary>Rows of what is added, read as an image: mel bands or coefficients; 1 for samples.</summary>
    public int Bands => Engine.Width / Engine.Frames;

    /// <summary>Columns of what is added, read as an image: frames, or samples.</summary>
    public int Frames => Engine.Frames;

    /// <summary>The sounds that could not be read, where <see cref="BadImageHandling.Missing"/> was chosen.</summary>
    public BadImageLog BadSounds => _stage.BadImages;

    bool ITransformer.IsRowToRowMapper => true;

    string IExportedStage.InputColumn => Options.InputName;

    string IExportedStage.OutputColumn => Options.OutputColumnName;

    internal SoundOptions Options { get; }

    internal SoundEngine Engine { get; }

    internal ImageColumnKind Kind => _stage.Kind;

    /// <summary>The input's schema with the column added; a column of the same name is hidden by it.</summary>
    /// <param name="inputSchema">The input's schema, which must hold the column of sounds.</param>
    /// <returns>The schema of what <see cref="Transform"/> returns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column of sounds is missing or has another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _stage.GetOutputSchema(inputSchema);

    /// <summary>The input with the column. Nothing is read yet.</summary>
    /// <param name="input">Data with a column of sounds, in the form that Fit saw; files by path or contents.</param>
    /// <returns>The data with the new column.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column of sounds is missing or has another type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new RowStageView(_stage, input);
    }

    /// <summary>Frees the graph's session once no cursor or prediction engine uses it any more. May be called twice.</summary>
    public void Dispose() => Engine.Dispose();

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new RowStageMapper(_stage, inputSchema);
    }

    IReadOnlyList<OnnxNetwork> IExportedStage.ToParts() =>
        Kind.IsVector()
            ? [RowGraphs.FromRow(Engine.Samples, 1, Engine.Samples), Engine.Network]
            : throw new NotSupportedException(
                $"The stage that makes '{Options.OutputColumnName}' reads files, which an ONNX network can't; allowed: a column of samples. "
                    + "Put LoadSounds before it, and export what is behind that."
            );

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        using StockModel stock = SoundChain.Create(this);
        stock.Save(ctx);
    }
}
