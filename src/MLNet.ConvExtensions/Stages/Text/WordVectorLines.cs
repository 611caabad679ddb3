using System.Globalization;

namespace MLNet.ConvExtensions.Stages.Text;

/// <summary>Reads words and their vectors line by line. What a first line says of their number isn't believed.</summary>
internal static class WordVectorLines
{
    private const int MostDimensions = 10_000;
    private const int LongestLine = 1 << 20;

    /// <param name="lines">The file's lines.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="take">Takes a word, and what reads its vector if it is wanted.</param>
    /// <returns>The length of the vectors.</returns>
    public static int Read(TextReader lines, string file, Action<string, Func<float[]>> take)
    {
        int dimensions = 0,
            number = 0;
        bool any = false;
        while (lines.ReadLine() is { } line)
        {
            number++;
            if (line.Contains('\0') || line.Length > LongestLine)
                throw new FormatException($"'{file}', line {number}, isn't text: vectors are read from text files, not from binary ones.");
            string trimmed = line.TrimEnd(' ', '\r', '\t');
            if (trimmed.Length == 0 || (number == 1 && IsHeader(trimmed, out dimensions)))
                continue;
            if (dimensions == 0)
                dimensions = CountNumbers(trimmed);
            int start = StartOfNumbers(trimmed, dimensions);
            if (start <= 0)
            {
                throw new FormatException(
                    $"'{file}', line {number}: '{Beginning(trimmed)}' isn't a word and {Math.Max(dimensions, 1)} numbers with spaces between."
                );
            }

            any = true;
            int at = number;
            take(trimmed[..start].TrimEnd(' ', '\t'), () => Numbers(trimmed.AsSpan(start), dimensions, file, at));
        }

        return any ? dimensions : throw new FormatException($"'{file}' has no line with a word and its numbers.");
    }

    /// <summary>Two whole numbers: how many words there are, and how many numbers each has.</summary>
    private static bool IsHeader(string line, out int dimensions)
    {
        string[] parts = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        dimensions = 0;
        bool header =
            parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out dimensions)
            && dimensions is > 0 and <= MostDimensions;
        if (!header)
            dimensions = 0;
        return header;
    }

    /// <summary>The numbers behind the first word; a word itself may look like one.</summary>
    private static int CountNumbers(string line)
    {
        int count = 0;
        foreach (Range part in line.AsSpan().SplitAny(' ', '\t'))
            count += line.AsSpan(part).IsEmpty ? 0 : 1;
        return Math.Min(count - 1, MostDimensions);
    }

    /// <summary>Where the last numbers begin, since a word may have spaces in it; 0 or less if there are fewer.</summary>
    private static int StartOfNumbers(string line, int count)
    {
        int at = line.Length;
        for (int i = 0; i < count && at > 0; i++)
        {
            while (at > 0 && line[at - 1] is ' ' or '\t')
                at--;
            while (at > 0 && line[at - 1] is not (' ' or '\t'))
                at--;
        }

        return count > 0 && line.AsSpan(0, Math.Max(at, 0)).Trim(' ').Length > 0 ? at : 0;
    }

    private static float[] Numbers(ReadOnlySpan<char> text, int count, string file, int line)
    {
        float[] numbers = new float[count];
        int i = 0;
        foreach (Range part in text.SplitAny(' ', '\t'))
        {
            ReadOnlySpan<char> number = text[part];
            if (number.IsEmpty)
                continue;
            if (!float.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !float.IsFinite(numbers[i]))
                throw new FormatException($"'{file}', line {line}: '{Beginning(number)}' is no finite number.");
            i++;
        }

        return numbers;
    }

    private static string Beginning(ReadOnlySpan<char> text) => text.Length > 60 ? $"{text[..60]}..." : text.ToString();
}
