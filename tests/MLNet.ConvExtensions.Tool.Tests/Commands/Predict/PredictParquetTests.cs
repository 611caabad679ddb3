using System.Globalization;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;
using ParquetSharp;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Predict;

/// <summary>Predictions as a Parquet table, as Apache's own reader in C++ sees them.</summary>
public sealed class PredictParquetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _labels;

    public PredictParquetTests()
    {
        Directory.CreateDirectory(_folder.File("photos"));
        for (int i = 0; i < 4; i++)
            _folder.Write($"photos/{i} снег.png", TestImages.Png(i));
        _folder.Write("photos/2 bad.png", [1, 2, 3]);
        _labels = _folder.Write("labels.txt", "ant\nbee\nснежный барс\nant\nprobability\n"u8.ToArray());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_table_has_the_rows_of_the_csv_with_nulls_for_an_image_that_cannot_be_read()
    {
        ToolRun text = Predict("p.csv"),
            table = Predict("p.parquet");
        Assert.Equal((1, text.Error), (table.ExitCode, table.Error));
        Assert.Contains("4 images, 5 classes; 1 images could not be read", table.Output, StringComparison.Ordinal);

        string[] lines = File.ReadAllLines(_folder.File("p.csv"));
        using var reader = new ParquetFileReader(_folder.File("p.parquet"));
        using RowGroupReader group = reader.RowGroup(0);
        string[] heads = [.. Enumerable.Range(0, 8).Select(i => reader.FileMetaData.Schema.Column(i).Name)];
        Assert.Equal(lines[0], string.Join(',', heads));
        Assert.Equal("file,predicted,probability,ant (class 0),bee,снежный барс,ant (class 3),probability (class 4)", lines[0]);
        string?[][] columns = [.. Enumerable.Range(0, 8).Select(i => i < 2 ? Texts(group, i) : Numbers(group, i))];
        Assert.Equal(lines[1..], Enumerable.Range(0, 5).Select(row => string.Join(',', columns.Select(c => c[row]))));
        Assert.Equal("2 bad.png", columns[0][2]);
        Assert.All(columns[1..], column => Assert.Null(column[2]));
    }

    [Fact]
    public void It_is_not_shared_out_except_as_one_part()
    {
        Predict("p.parquet", "--shard", "1/2").AssertFailed(2, "shared out as part 1/2; allowed: .csv");
        Assert.Contains("4 images", Predict("p.parquet", "--shard", "1/1").Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("p.parquet")));
    }

    private static string?[] Texts(RowGroupReader group, int column)
    {
        using ColumnReader reader = group.Column(column);
        using LogicalColumnReader<string?> values = reader.LogicalReader<string?>();
        return values.ReadAll((int)group.MetaData.NumRows);
    }

    private static string?[] Numbers(RowGroupReader group, int column)
    {
        using ColumnReader reader = group.Column(column);
        using LogicalColumnReader<float?> values = reader.LogicalReader<float?>();
        return Array.ConvertAll(values.ReadAll((int)group.MetaData.NumRows), v => v?.ToString(CultureInfo.InvariantCulture));
    }

    private ToolRun Predict(string output, params string[] more) =>
        ToolRun.Of([
            "predict",
            "--images",
            _folder.File("photos"),
            "--backbone",
            ToolRun.Network,
            "--labels",
            _labels,
            "--out",
            _folder.File(output),
            .. more,
        ]);
}
