using System.Globalization;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;
using ParquetSharp;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Features;

/// <summary>Features as a Parquet table, as Apache's own reader in C++ sees them.</summary>
public sealed class ParquetFeaturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ParquetFeaturesTests()
    {
        Directory.CreateDirectory(_folder.File("photos"));
        for (int i = 0; i < 7; i++)
            _folder.Write($"photos/{i} снег, \"é\".png", TestImages.Png(i));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_table_has_the_paths_and_numbers_of_the_csv_and_nothing_missing()
    {
        _folder.Write("photos/bad.png", [1, 2, 3]);
        ToolRun run = Features("f.parquet", "--skip-bad");
        Features("f.csv", "--skip-bad");

        Assert.Contains("7 images, 12 features each", run.Output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllLines(_folder.File("f.csv"))[1..], Lines("f.parquet"));
        using var reader = new ParquetFileReader(_folder.File("f.parquet"));
        Assert.Equal(
            ["path", "features.list.element"],
            Enumerable.Range(0, 2).Select(i => reader.FileMetaData.Schema.Column(i).Path.ToDotString())
        );
        Assert.False(Directory.Exists(_folder.File("f.parquet.work")));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    public void Merged_parts_are_byte_by_byte_what_one_run_writes(int count)
    {
        Features("whole.parquet");
        for (int i = 1; i <= count; i++)
            Assert.Equal(0, Features("shared.parquet", "--shard", $"{i}/{count}").ExitCode);
        ToolRun merge = ToolRun.Of("merge", "--out", _folder.File("shared.parquet"));

        Assert.Equal(("", $"7 rows of {count} parts: {_folder.File("shared.parquet")}\n"), (merge.Error, merge.Output));
        Assert.Equal(File.ReadAllBytes(_folder.File("whole.parquet")), File.ReadAllBytes(_folder.File("shared.parquet")));
        if (count == 9)
            Assert.Empty(Lines("shared-1-of-9.parquet"));
    }

    [Fact]
    public void A_table_that_is_done_goes_on_with_images_that_came_later()
    {
        Features("f.parquet");
        _folder.Write("photos/later.png", TestImages.Png(9));
        ToolRun later = Features("f.parquet");
        Assert.Contains("7 images had been done before.", later.Output, StringComparison.Ordinal);
        ToolRun again = Features("f.parquet");
        Assert.Contains("8 images had been done before.", again.Output, StringComparison.Ordinal);
        Features("new.parquet");
        Assert.Equal(File.ReadAllBytes(_folder.File("new.parquet")), File.ReadAllBytes(_folder.File("f.parquet")));
    }

    [Fact]
    public void Other_commands_read_the_table_and_say_what_is_wrong_with_one_that_is_none()
    {
        Features("f.parquet");
        Features("f.npy");
        string photo = Path.GetFileName(Directory.GetFiles(_folder.File("photos")).Order(StringComparer.Ordinal).First());
        ToolRun found = ToolRun.Of("search", "--features", _folder.File("f.parquet"), photo);
        Assert.Equal((0, ToolRun.Of("search", "--features", _folder.File("f.npy"), photo).Output), (found.ExitCode, found.Output));

        byte[] bytes = File.ReadAllBytes(_folder.File("f.parquet"));
        _folder.Write("cut.parquet", bytes[..^20]);
        ToolRun.Of("search", "--features", _folder.File("cut.parquet"), photo).AssertFailed(1, "cut.parquet' can't be read");
        _folder.Write("text.parquet", "path,f0\na,1\n"u8.ToArray());
        ToolRun.Of("search", "--features", _folder.File("text.parquet"), photo).AssertFailed(1, "text.parquet' can't be read");
    }

    [Fact]
    public void A_part_that_was_changed_is_not_merged()
    {
        Features("p.parquet", "--shard", "1/2");
        Features("p.parquet", "--shard", "2/2");
        File.Copy(_folder.File("p-1-of-2.parquet"), _folder.File("p-2-of-2.parquet"), overwrite: true);
        ToolRun.Of("merge", "--out", _folder.File("p.parquet")).AssertFailed(1, "p-2-of-2.parquet' is not what its manifest says it is");
        Assert.False(File.Exists(_folder.File("p.parquet")));
    }

    /// <summary>The rows as lines of CSV.</summary>
    private string[] Lines(string file)
    {
        using var reader = new ParquetFileReader(_folder.File(file));
        var lines = new List<string>();
        for (int i = 0; i < reader.FileMetaData.NumRowGroups; i++)
        {
            using RowGroupReader group = reader.RowGroup(i);
            using ColumnReader pathColumn = group.Column(0),
                listColumn = group.Column(1);
            using LogicalColumnReader<string> paths = pathColumn.LogicalReader<string>();
            using LogicalColumnReader<float[]> lists = listColumn.LogicalReader<float[]>();
            int rows = checked((int)group.MetaData.NumRows);
            foreach ((string path, float[] values) in paths.ReadAll(rows).Zip(lists.ReadAll(rows)))
                lines.Add(
                    $"{ReviewData.Quoted(path)},{string.Join(',', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}"
                );
        }

        return [.. lines];
    }

    private ToolRun Features(string file, params string[] more) =>
        ToolRun.Of(["features", "--images", _folder.File("photos"), "--backbone", ToolRun.Network, "--out", _folder.File(file), .. more]);
}
