using System.Globalization;

namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>Finds the class that somebody means.</summary>
internal static class ClassText
{
    private const int Shown = 20;

    /// <param name="classes">The names of the classes.</param>
    /// <param name="text">A name, or a number from 0.</param>
    /// <exception cref="ArgumentException">There is no such class.</exception>
    public static int Find(IReadOnlyList<string> classes, string text)
    {
        string[] names = [.. classes];
        int place = Array.IndexOf(names, text);
        if (place < 0)
            place = Array.FindIndex(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (place < 0 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < names.Length)
            place = number;
        string more = names.Length > Shown ? $" and {names.Length - Shown} more" : "";
        return place >= 0
            ? place
            : throw new ArgumentException(
                $"There is no class '{text}'; the model's classes are {string.Join(", ", names.Take(Shown).Select(c => $"'{c}'"))}{more}, or "
                    + $"their numbers from 0 to {names.Length - 1}."
            );
    }
}
