using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MLNet.ConvExtensions.Stages.Sounds;

namespace MLNet.ConvExtensions;

/// <inheritdoc/>
[CustomMappingFactoryAttribute(Contract)]
public sealed class SoundPathMapping : SoundMapping<SoundPathMapping.Recording>
{
    internal const string Contract = "MLNet.ConvExtensions.SoundPath";

    /// <summary>The input of the mapping.</summary>
    public sealed class Recording : SoundInput
    {
        /// <summary>The path of a WAV file.</summary>
        [ColumnName(SoundColumn)]
        public ReadOnlyMemory<char> Value { get; set; }

        internal override Sound Read(SavedSounds settings) => SoundReader.OfFile(Value.ToString(), settings.Folder);
    }
}
