using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.Insight.Tests.Inspection;

/// <summary>Little, strange and bad input: a clear sentence each.</summary>
public sealed class InspectionInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _context = new(1);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_photo_is_inspected_and_its_label_is_not_checked()
    {
        ImageInspection found = Inspect([new Row(Photo(1, SKColors.Olive), "cat")]);
        Assert.Equal("the only photo of 'cat'", Assert.Single(found.Findings).Reason);
        Assert.StartsWith("Labels weren't checked: that takes two classes or more", Assert.Single(found.Notes), StringComparison.Ordinal);
        Assert.Null(found.LabelNoise);
        Assert.Null(found.Images[0].NeighborDistance);
    }

    [Fact]
    public void Photos_without_classes_are_searched_for_copies_alone()
    {
        string file = Photo(1, SKColors.Olive),
            copy = _folder.File("copy.jpg");
        File.Copy(file, copy);
        ImageInspection found = Inspect([new Row(file), new Row(copy)], new ImageInspectionOptions { LabelColumnName = null });
        Assert.Equal(ImageFindingKind.Duplicate, Assert.Single(found.Findings).Kind);
        Assert.Empty(found.Notes);
        Assert.Single(found.CleanedImages());
    }

    [Fact]
    public void Photos_that_are_gone_are_findings_and_none_that_can_be_read_is_an_error()
    {
        string gone = _folder.File("gone.jpg");
        ImageInspection found = Inspect([new Row(Photo(1, SKColors.Olive), "cat"), new Row(gone, "cat")]);
        Assert.Contains(
            "there is no such file",
            Assert.Single(found.Findings, f => f.Kind == ImageFindingKind.Unreadable).Reason,
            StringComparison.Ordinal
        );
        var error = Assert.Throws<ImageInputException>(() => Inspect([new Row(gone, "cat")]));
        Assert.StartsWith("None of the 1 photos can be read; the first: ", error.Message, StringComparison.Ordinal);
        Assert.Throws<ImageInputException>(() => Inspect([]));
    }

    [Fact]
    public void A_photo_that_vanishes_while_it_runs_is_a_finding()
    {
        string[] files = [Photo(1, SKColors.Olive), Photo(2, SKColors.Olive), Photo(3, SKColors.Olive)];
        var options = new ImageInspectionOptions
        {
            LabelColumnName = null,
            NumberOfThreads = 1,
            Progress = new Deleter(files[1]),
        };
        ImageInspection found = Inspect([.. files.Select(f => new Row(f))], options);
        ImageFinding finding = Assert.Single(found.Findings);
        Assert.Equal((1, ImageFindingKind.Unreadable), (finding.Image, finding.Kind));
        Assert.Contains("there is no such file", finding.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_in_another_part_is_a_leak_and_the_smaller_part_keeps_its_photo()
    {
        Row[] rows = [.. Enumerable.Range(0, 6).Select(i => new Row(Photo(i, SKColors.Olive), "cat", split: i < 4 ? "train" : "test"))];
        string copy = _folder.File("copy.jpg");
        File.Copy(rows[5].ImagePath, copy);
        ImageInspection found = Inspect(
            [.. rows, new Row(copy, "cat", split: "train")],
            new ImageInspectionOptions { SplitColumnName = "Split" }
        );
        ImageFinding leak = Assert.Single(found.Findings, f => f.Kind == ImageFindingKind.Leak);
        Assert.Equal((6, 5), (leak.Image, leak.Other));
        Assert.Equal("the same file as '5.jpg', which is in 'test'", leak.Reason);
    }

    [Fact]
    public void A_size_that_differs_by_class_betrays_it()
    {
        Row[] rows =
        [
            .. Enumerable.Range(0, 16).Select(i => new Row(Photo(i, SKColors.Olive, i % 2 == 0 ? 150 : 170), i % 2 == 0 ? "cat" : "dog")),
        ];
        ImageInspection found = Inspect(rows);
        ClassClue size = found.Clues.Single(c => c.Name == "size and file");
        Assert.True(size.IsAboveChance);
        Assert.InRange(size.Accuracy, 0.95, 1);
        Assert.Equal(0.5, size.Chance);
        Assert.False(found.Clues.Single(c => c.Name == "border").Accuracy > 0.9);
    }

    [Fact]
    public void A_group_that_goes_with_a_class_betrays_it()
    {
        Row[] rows =
        [
            .. Enumerable.Range(0, 16).Select(i => new Row(Photo(i, SKColors.Olive), i % 2 == 0 ? "cat" : "dog", $"camera{i % 4}")),
        ];
        ImageInspection found = Inspect(rows, new ImageInspectionOptions { GroupColumnName = "Group" });
        Assert.Equal(1, found.Clues.Single(c => c.Name == "group alone").Accuracy);
    }

    [Theory]
    [InlineData("Label", "LabelColumnName is 'Label'")]
    [InlineData("ImagePath", "ImageColumnName is 'ImagePath'")]
    public void A_column_that_is_not_there_is_named(string missing, string message)
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Row("a.jpg", "cat")]);
        data = _context.Transforms.DropColumns(missing).Fit(data).Transform(data);
        var error = Assert.Throws<ArgumentException>(() => _context.Data.InspectImages(data, Backbone.Embedded));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_are_named_with_what_is_allowed()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Row("a.jpg", "cat")]);
        var error = Assert.Throws<ArgumentException>(() =>
            _context.Data.InspectImages(data, Backbone.Embedded, new ImageInspectionOptions { NumberOfFolds = 1 })
        );
        Assert.StartsWith("ImageInspectionOptions.NumberOfFolds is 1; allowed: 2 to 100.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        IDataView data = _context.Data.LoadFromEnumerable([new Row(Photo(1, SKColors.Olive), "cat")]);
        Assert.ThrowsAny<OperationCanceledException>(() => _context.Data.InspectImages(data, Backbone.Embedded, cancellation: stop.Token));
    }

    private ImageInspection Inspect(Row[] rows, ImageInspectionOptions? options = null) =>
        _context.Data.InspectImages(_context.Data.LoadFromEnumerable(rows), Backbone.Embedded, options);

    private string Photo(int seed, SKColor color, int width = 150)
    {
        string file = _folder.File($"{seed}.jpg");
        DrawnPhotos.Save(DrawnPhotos.Draw(seed, color, width), file);
        return file;
    }

    private sealed class Row(string imagePath, string label = "", string group = "", string split = "")
    {
        public string ImagePath { get; set; } = imagePath;

        public string Label { get; set; } = label;

        public string Group { get; set; } = group;

        public string Split { get; set; } = split;
    }

    /// <summary>Deletes a file when all have been measured.</summary>
    private sealed class Deleter(string file) : IProgress<ImageInspectionProgress>
    {
        public void Report(ImageInspectionProgress value)
        {
            if (value.Step == "photos measured" && value.Done == value.Count)
                File.Delete(file);
        }
    }
}
