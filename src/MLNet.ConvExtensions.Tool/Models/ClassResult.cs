using System.Globalization;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>How often a model is right on the images of a class.</summary>
internal sealed record ClassResult
{
    /// <summary>The place of the class among the model's, from 0.</summary>
    public required int Class { get; init; }

    public required string Name { get; init; }

    public required int Images { get; init; }

    public required double Accuracy { get; init; }

    public double? TopKAccuracy { get; init; }

    /// <summary>The wrong class that its images are most often taken for; null where all are right.</summary>
    public string? TakenFor { get; init; }

    /// <summary>The classes that there are images of, the worst first.</summary>
    /// <param name="images">The images.</param>
    /// <param name="names">The names of all classes.</param>
    /// <param name="topK">How many classes may be named; null for one alone.</param>
    public static IReadOnlyList<ClassResult> Of(IReadOnlyList<JudgedImage> images, IReadOnlyList<string> names, int? topK) =>
        [
            .. images
                .GroupBy(i => (int)i.Truth)
                .Select(g => new ClassResult
                {
                    Class = g.Key,
                    Name = names[g.Key],
                    Images = g.Count(),
                    Accuracy = g.Average(i => i.Rank == 1 ? 1 : 0),
                    TopKAccuracy = topK is { } k ? g.Average(i => i.Rank <= k ? 1 : 0) : null,
                    TakenFor = g.Where(i => i.Rank > 1)
                        .GroupBy(i => i.Prediction.Label)
                        .OrderByDescending(wrong => wrong.Count())
                        .FirstOrDefault()
                        ?.Key,
                })
                .OrderBy(c => c.Accuracy)
                .ThenBy(c => c.TopKAccuracy)
                .ThenByDescending(c => c.Images)
                .ThenBy(c => c.Class),
        ];

    /// <summary>Writes the first of some classes, a line each.</summary>
    public static void Write(TextWriter output, IReadOnlyList<ClassResult> classes, int? topK, int most)
    {
        string shown = classes.Count > most ? $", the {most} worst of {classes.Count}" : "";
        string ofK = topK is null ? "" : $" top-{topK} accuracy,";
        output.WriteLine($"Accuracy,{ofK} images and class{shown}:");
        foreach (ClassResult one in classes.Take(most))
        {
            string top = one.TopKAccuracy is { } known ? known.ToString("0.0000  ", CultureInfo.InvariantCulture) : "";
            string wrong = one.TakenFor is null ? "" : $"; most often taken for {one.TakenFor}";
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"  {one.Accuracy:0.0000}  {top}{one.Images, 6}  {one.Name}{wrong}")
            );
        }
    }
}
