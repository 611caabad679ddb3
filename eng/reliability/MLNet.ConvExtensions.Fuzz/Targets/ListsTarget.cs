using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Fuzz.Inputs;

namespace MLNet.ConvExtensions.Fuzz.Targets;

/// <summary>CSV files that list images.</summary>
internal sealed class ListsTarget(string folder) : FuzzTarget(folder)
{
    private static readonly byte[][] Originals =
    [
        .. new[]
        {
            "file,label,animal\na.png,cat,7\nb/c.png,dog,8\n\"d, e.png\",\"the \"\"cat\"\"\",7\n",
            "label;file;animal\r\ncat;a.png;1\r\ndog;../b.png;2\r\n",
            "\uFEFFfile,label\n/x/\u00E9.png,\u732B\nb.png,dog\n",
            "file\tlabel\tanimal\na.png\tcat\t\n",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] Words = Corpus.Words(
        "\"",
        "\"\"",
        ",",
        ";",
        "\t",
        "\n",
        "\r",
        "\r\n",
        "\0",
        "\u00EF\u00BB\u00BF",
        "\u00FF\u00FE",
        "\u00C3",
        "file",
        "label",
        "animal",
        "ImagePath",
        "Label",
        "Group",
        "C:\\",
        "//",
        "..",
        "%s"
    );

    private readonly MLContext _context = new(seed: 1);

    public override FuzzInput Make(int seed)
    {
        var random = new Random(seed);
        return new FuzzInput(seed, "list.csv", new InputMaker(random, Originals, Words).Damage(Originals[random.Next(Originals.Length)]));
    }

    public override bool Read(FuzzInput input)
    {
        var options = new ImageListOptions
        {
            LabelColumnName = input.Seed % 4 == 0 ? null : "label",
            GroupColumnName = input.Seed % 3 == 0 ? "animal" : null,
            Separator = input.Seed % 5 == 0 ? ';' : new ImageListOptions().Separator,
        };
        IDataView rows = _context.Data.LoadImageList(Write(input), options);
        foreach (DataViewSchema.Column column in rows.Schema)
        {
            string[] values = [.. rows.GetColumn<string>(column)];
            WrongResultException.ThrowUnless(values.Length == rows.GetRowCount() && values.Length > 0, $"{values.Length} rows");
            if (column.Name is "ImagePath" or "Label" or "Group")
                WrongResultException.ThrowUnless(Array.TrueForAll(values, v => v.Length > 0), $"an empty value in '{column.Name}'");
        }

        return true;
    }

    public override bool IsDocumented(Exception exception) => Is<FormatException>(exception);
}
