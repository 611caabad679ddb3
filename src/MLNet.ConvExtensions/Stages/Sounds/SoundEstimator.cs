using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.Sounds;

namespace MLNet.ConvExtensions;

/// <summary>Turns sounds into samples, spectrograms in mel bands, or mel-frequency cepstral coefficients.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Estimator characteristics</term><description></description></listheader>
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>No</description></item>
/// <item><term>Input column data type</term><description>Text (paths of WAV files), vector of <see cref="byte"/> (their contents), or
/// known-sized vector of <see cref="float"/> (samples)</description></item>
/// <item><term>Output column data type</term><description>Known-sized vector of <see cref="float"/>: samples, or band after band, each frame
/// after frame, as a network of images, [N, 1, bands, frames], takes it</description></item>
/// <item><term>Saved in a model as</term><description>of samples, stock ML.NET stages with an ONNX graph: it loads without this library. Of
/// files, stages that need this library to load: call
/// <c>mlContext.ComponentCatalog.RegisterAssembly(typeof(SoundEstimator).Assembly)</c> before <c>Model.Load</c>. The values are the same
/// then.</description></item>
/// </list>
/// Values agree with torchaudio and librosa (<see cref="SpectrogramOptions.Torchaudio"/>, <see cref="SpectrogramOptions.Librosa"/>). The
/// constructor stores what it is given; options are checked by <see cref="Fit"/> and <see cref="GetOutputSchema"/>.
/// </remarks>
public sealed class SoundEstimator : IEstimator<SoundTransformer>
{
    private readonly TransformsCatalog _catalog;
    private readonly SoundOptions _options;
    private readonly SoundOutput _output;

    internal SoundEstimator(TransformsCatalog catalog, SoundOptions options, SoundOutput output) =>
        (_catalog, _options, _output) = (catalog, options, output);

    /// <summary>Checks options and columns. The sounds themselves are not read.</summary>
    /// <param name="input">Data with a column of sounds.</param>
    /// <returns>The transformer, which owns an ONNX Runtime session: dispose it when it is no longer needed.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or sounds are too short for a frame.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The column of sounds is missing or has another type.</exception>
    public SoundTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _options.Validate();
        DataViewSchema.Column column = ImageColumn.Find(input.Schema, _options.InputName);
        ImageColumnKind kind = SoundColumn.KindOf(column.Name, column.Type);
        int samples = kind == ImageColumnKind.Pixels ? ((VectorDataViewType)column.Type).Size : _options.Samples;
        return new SoundTransformer(_options, _output, kind, new SoundEngine(_options, _output, samples));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The column of sounds is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _options.Validate();
        SoundColumn.Check(inputSchema, _options.InputName);
        return VectorShape.Of(_catalog, _options.OutputColumnName, width: 1).GetOutputSchema(inputSchema);
    }
}
