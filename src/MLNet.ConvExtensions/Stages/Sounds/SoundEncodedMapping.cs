using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MLNet.ConvExtensions.Stages.Sounds;

namespace MLNet.ConvExtensions;

/// <inheritdoc/>
[CustomMappingFactoryAttribute(Contract)]
public sealed class SoundEncodedMapping : SoundMapping<SoundEncodedMapping.Recording>
{
    internal const string Contract = "MLNet.ConvExtensions.SoundEncoded";

    /// <summary>The input of the mapping.</summary>
    public sealed class Recording : SoundInput
    {
        /// <summary>The contents of a WAV file.</summary>
        [ColumnName(SoundColumn)]
        public VBuffer<byte> Value { get; set; }

        internal override Sound Read(SavedSounds settings) => SoundReader.OfBytes(Value);
    }
}
