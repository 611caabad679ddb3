using Microsoft.ML.Data;
using MLNet.ConvExtensions.Stages.Sounds;

namespace MLNet.ConvExtensions;

/// <summary>What the stages of a saved model over sounds read of a row.</summary>
public abstract class SoundInput
{
    internal const string SettingsColumn = "Sounds.Settings";
    internal const string SoundColumn = "Sounds.Sound";

    private protected SoundInput() { }

    /// <summary>The rate, the length and the folder, as text.</summary>
    [ColumnName(SettingsColumn)]
    public ReadOnlyMemory<char> Settings { get; set; }

    /// <summary>The row's sound.</summary>
    internal abstract Sound Read(SavedSounds settings);
}
