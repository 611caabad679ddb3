using System.Globalization;
using System.Text;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Support;

/// <summary>Photos with predictions for a review: the least sure is the first, and names are as hostile as they can be.</summary>
internal sealed class ReviewData : IDisposable
{
    public static readonly string[] Classes = ["<img src=x onerror=alert(1)>", "fox, \"red\"", "lynx", "снежный барс"];

    private readonly TemporaryFolder _folder = new();

    public ReviewData(int photos)
    {
        Directory.CreateDirectory(_folder.File("photos/site 1"));
        Names = [.. Enumerable.Range(0, photos).Select(i => i == 3 ? "site 1/<b>барс & 'co'.png" : $"site 1/{i:D3}.png")];
        byte[][] pictures = [.. Enumerable.Range(0, 8).Select(i => TestImages.Png(i, 60, 40))];
        var table = new StringBuilder("file,predicted,probability,");
        table.AppendJoin(',', Classes.Select(Quoted)).Append('\n');
        for (int i = 0; i < photos; i++)
        {
            _folder.Write($"photos/{Names[i]}", pictures[i % pictures.Length]);
            float first = 0.4f + 0.5f * i / photos,
                other = (1 - first) / 3;
            IEnumerable<string> row = Enumerable
                .Range(0, Classes.Length)
                .Select(c => (c == Predicted(i) ? first : other).ToString(CultureInfo.InvariantCulture));
            string probability = first.ToString(CultureInfo.InvariantCulture);
            table.AppendJoin(',', [Quoted(Names[i]), Quoted(Classes[Predicted(i)]), probability, .. row]).Append('\n');
        }

        _folder.Write("predictions.csv", Encoding.UTF8.GetBytes(table.ToString()));
    }

    public string[] Names { get; }

    public string Out => File("out/corrections.csv");

    public string[] Arguments => ["--predictions", File("predictions.csv"), "--images", File("photos"), "--out", Out];

    /// <summary>The class that is predicted for a photo, by its place.</summary>
    public static int Predicted(int photo) => photo * 7 % 4;

    public static string Quoted(string text) =>
        text.AsSpan().IndexOfAny("\",\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public string File(string name) => _folder.File(name);

    /// <summary>The rows of the corrections as file, label, image, predicted and answer.</summary>
    public string[][] Corrections()
    {
        using var reader = CsvHelper.CsvReader.Create(new StringReader(System.IO.File.ReadAllText(Out)));
        Assert.Equal(["file", "label", "image", "predicted", "probability", "answer"], reader.Headers);
        var rows = new List<string[]>();
        while (reader.Read())
            rows.Add([reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(5)]);
        return [.. rows];
    }

    public void Dispose() => _folder.Dispose();
}
