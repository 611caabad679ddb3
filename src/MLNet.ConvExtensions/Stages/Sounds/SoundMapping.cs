using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MLNet.ConvExtensions.Stages.Sounds;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions;

/// <summary>
/// Reads sounds in models that were saved with <c>LoadSounds</c>, <c>LogMelSpectrogram</c> or <c>Mfcc</c> over files. To load such a model,
/// call <c>mlContext.ComponentCatalog.RegisterAssembly(typeof(SoundEstimator).Assembly)</c> before <c>Model.Load</c>.
/// </summary>
/// <typeparam name="TSound">The form in which a row has its sound.</typeparam>
public abstract class SoundMapping<TSound> : CustomMappingFactory<TSound, SoundMapping<TSound>.Result>
    where TSound : SoundInput, new()
{
    private protected SoundMapping() { }

    /// <inheritdoc/>
    public override Action<TSound, Result> GetMapping()
    {
        var known = new ThreadLocal<SavedSounds?>();
        return (row, result) =>
        {
            SavedSounds settings = SavedSounds.For(row.Settings, known.Value);
            known.Value = settings;
            var samples = new float[settings.Samples];
            SoundReader.Write(row.Read(settings), settings.SampleRate, samples);
            result.Samples = new VBuffer<float>(samples.Length, samples);
        };
    }

    /// <summary>The output of the mapping.</summary>
    public sealed class Result
    {
        /// <summary>The samples, as a vector whose length isn't part of its type.</summary>
        [ColumnName(SizedVectors.Vector)]
        public VBuffer<float> Samples { get; set; }
    }
}
