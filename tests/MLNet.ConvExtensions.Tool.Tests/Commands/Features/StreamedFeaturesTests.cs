using System.Diagnostics;
using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Features;

/// <summary>Features on the standard output, for other programs.</summary>
public sealed class StreamedFeaturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public StreamedFeaturesTests()
    {
        Directory.CreateDirectory(_folder.File("photos"));
        for (int i = 0; i < 5; i++)
            _folder.Write($"photos/{i}, снег.png", TestImages.Png(i));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Csv_is_what_a_file_gets_and_people_are_told_on_the_error_stream()
    {
        _folder.Write("photos/bad.png", [1, 2, 3]);
        ToolRun file = ToolRun.Of([.. Arguments(_folder.File("f.csv"))]);
        ToolRun stream = ToolProcess.Run(Arguments("-"));

        Assert.Equal((0, 0), (file.ExitCode, stream.ExitCode));
        Assert.Equal(File.ReadAllText(_folder.File("f.csv")), stream.Output);
        Assert.Contains("5 images, 12 features each of layer", stream.Error, StringComparison.Ordinal);
        Assert.Contains("1 images could not be read and were left out:", stream.Error, StringComparison.Ordinal);
        Assert.Equal(
            ["f.csv", "f.csv.manifest.jsonl", "photos"],
            Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order()
        );
    }

    [SkippableFact]
    public void Arrow_has_the_paths_and_lists_of_the_same_numbers()
    {
        Skip.If(OperatingSystem.IsWindows(), "a shell of Unix is asked to write to a file");
        ToolRun.Of(Arguments(_folder.File("f.csv")));
        string[] expected = File.ReadAllLines(_folder.File("f.csv"))[1..];
        RecordBatch[] batches = ReadArrow(Arguments("-", "--format", "arrow"), null);

        RecordBatch batch = Assert.Single(batches);
        var paths = (StringArray)batch.Column("path");
        var lists = (FixedSizeListArray)batch.Column("features");
        Assert.Equal(5, batch.Length);
        Assert.Equal(0, paths.NullCount + lists.NullCount);
        for (int i = 0; i < 5; i++)
        {
            IEnumerable<string> numbers = ((FloatArray)lists.GetSlicedValues(i)).Select(v =>
                v!.Value.ToString("R", CultureInfo.InvariantCulture)
            );
            Assert.Equal(expected[i], $"\"{paths.GetString(i)}\",{string.Join(',', numbers)}");
        }
    }

    [SkippableFact]
    public void No_path_on_the_standard_input_gives_no_row_and_is_no_error()
    {
        string[] arguments = ["features", "--images", "-", "--backbone", ToolRun.Network, "--out", "-"];
        ToolRun run = ToolProcess.Run(arguments, "");
        Assert.Equal((0, "path,f0,f1,f2,f3,f4,f5,f6,f7,f8,f9,f10,f11\n"), (run.ExitCode, run.Output));
        Skip.If(OperatingSystem.IsWindows(), "a shell of Unix is asked to write to a file");
        Assert.Empty(ReadArrow([.. arguments, "--format", "arrow"], ""));
    }

    [Fact]
    public void An_image_that_cannot_be_read_ends_it_with_the_rows_before()
    {
        _folder.Write("photos/9.png", [1, 2, 3]);
        ToolRun run = ToolProcess.Run(["features", "--images", _folder.File("photos"), "--backbone", ToolRun.Network, "--out", "-"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("9.png", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("goes on", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_meaning_for_a_stream_or_a_file_is_refused()
    {
        ToolRun
            .Of(Arguments("-", "--restart"))
            .AssertFailed(2, "--restart is given and would change nothing; allowed with a file as --out");
        ToolRun.Of(Arguments(_folder.File("f.csv"), "--format", "csv")).AssertFailed(2, "--format is given and would change nothing");
        ToolRun.Of(Arguments("-", "--format", "xml")).AssertFailed(2, "xml");
    }

    private static RecordBatch[] ReadArrow(string[] arguments, string? input)
    {
        string file = Path.GetTempFileName();
        try
        {
            string tool = typeof(CommandLineTool).Assembly.Location;
            string[] command = ["-c", "exec dotnet exec \"$@\" > \"$0\"", file, tool, .. arguments];
            using Process process = Process.Start(
                new ProcessStartInfo("/bin/sh", command) { RedirectStandardInput = true, RedirectStandardError = true }
            )!;
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, error);
            using FileStream stream = File.OpenRead(file);
            using var reader = new ArrowStreamReader(stream);
            var batches = new List<RecordBatch>();
            while (reader.ReadNextRecordBatch() is { } batch)
                batches.Add(batch);
            Assert.Equal(["path", "features"], reader.Schema.FieldsList.Select(f => f.Name));
            return [.. batches];
        }
        finally
        {
            File.Delete(file);
        }
    }

    private string[] Arguments(string output, params string[] more) =>
        ["features", "--images", _folder.File("photos"), "--backbone", ToolRun.Network, "--skip-bad", "--out", output, .. more];
}
