using System.Globalization;

namespace MLNet.ConvExtensions.GpuCheck;

/// <summary>A line for each check and each speed, as it is known, and how many checks failed.</summary>
internal sealed class CheckReport
{
    public int Passed { get; private set; }

    public int Failed { get; private set; }

    /// <summary>A check that is a comparison of numbers.</summary>
    public void Near(string what, double difference, double allowed) =>
        Say(difference <= allowed, what, string.Create(CultureInfo.InvariantCulture, $"differs by {difference:E1}; allowed: {allowed:E1}"));

    /// <summary>A check that a thing is so.</summary>
    public void True(string what, bool isSo, string found) => Say(isSo, what, found);

    /// <summary>Runs checks; an exception is a check that failed, and the next ones go on.</summary>
    public void Run(string what, Action checks)
    {
        try
        {
            checks();
        }
        catch (Exception e)
        {
            Say(false, what, $"{e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>A speed, and how it compares.</summary>
    public static void Speed(string what, double imagesPerSecond, double? peer)
    {
        string ratio = peer is double other
            ? string.Create(CultureInfo.InvariantCulture, $"Python's torch {other:F0}, ratio {imagesPerSecond / other:F2}")
            : "Python's torch wasn't measured";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"speed   {what}: {imagesPerSecond:F0} images/s; {ratio}"));
    }

    public static void Note(string text) => Console.WriteLine($"note    {text}");

    private void Say(bool good, string what, string found)
    {
        if (good)
            Passed++;
        else
            Failed++;
        Console.WriteLine($"{(good ? "passed " : "FAILED ")} {what}: {found}");
    }
}
