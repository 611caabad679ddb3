using MLNet.ConvExtensions;

namespace SpokenDigits;

/// <summary>Each digit as two tones, one after the other, by voices of different height: for a run without recordings.</summary>
internal static class MadeSounds
{
    private const int SampleRate = 8000;

    private static readonly (string Name, double Pitch)[] Voices = [("deep", 1), ("high", 1.04)];

    /// <summary>Writes the sounds into a folder of their own.</summary>
    public static string Write()
    {
        string folder = Directory.CreateTempSubdirectory("SpokenDigits.").FullName;
        var random = new Random(1);
        foreach ((string name, double pitch) in Voices)
        {
            for (int digit = 0; digit < 10; digit++)
            {
                for (int number = 0; number < 10; number++)
                    Speak(digit, pitch, random).SaveWav(Path.Combine(folder, $"{digit}_{name}_{number}.wav"));
            }
        }

        return folder;
    }

    private static Sound Speak(int digit, double pitch, Random random)
    {
        int length = 2400 + random.Next(1600);
        double first = pitch * (400 + (250 * (digit % 5))),
            second = pitch * (500 + (700 * (digit / 5)));
        var samples = new float[length];
        double phase = 0;
        for (int i = 0; i < length; i++)
        {
            phase += 2 * Math.PI * (2 * i < length ? first : second) / SampleRate;
            double loud = Math.Sin(Math.PI * i / length);
            samples[i] = (float)(loud * ((0.4 * Math.Sin(phase)) + (0.2 * Math.Sin(2 * phase)) + (0.02 * (random.NextDouble() - 0.5))));
        }

        return new Sound(SampleRate, samples);
    }
}
