using System.Text.Json;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions.Stages.Sounds;

/// <summary>What a saved model has to know to read sounds.</summary>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="Samples">The samples that every sound is given.</param>
/// <param name="Folder">The folder that relative paths start from, or null.</param>
internal sealed record SavedSounds(int SampleRate, int Samples, string? Folder)
{
    private string _text = "";

    public static string Describe(SoundOptions options) =>
        JsonSerializer.Serialize(new SavedSounds(options.SampleRate, options.Samples, options.SoundFolder));

    /// <summary>The settings of a text: those at hand, if they are of the same.</summary>
    /// <exception cref="FormatException">The text doesn't describe settings.</exception>
    public static SavedSounds For(ReadOnlyMemory<char> text, SavedSounds? known)
    {
        if (known is not null && text.Span.SequenceEqual(known._text))
            return known;
        try
        {
            SavedSounds settings = JsonSerializer.Deserialize<SavedSounds>(text.Span) ?? throw new FormatException("It is empty.");
            if (settings.SampleRate < 1 || settings.Samples is < 1 or > SizedVectors.Longest)
                throw new FormatException($"It has {settings.Samples} samples at {settings.SampleRate} a second.");
            settings._text = text.ToString();
            return settings;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new FormatException($"The saved description of sounds is damaged: {e.Message}", e);
        }
    }
}
