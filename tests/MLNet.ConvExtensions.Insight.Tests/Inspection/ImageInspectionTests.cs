using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Insight.Tests.Inspection;

/// <summary>Everything that is wrong in a folder is found, with its reason.</summary>
[Collection(nameof(InspectedFolder))]
public sealed class ImageInspectionTests(InspectedFolder folder)
{
    [Theory]
    [InlineData("wrong.jpg", ImageFindingKind.WrongLabel, "labelled 'red'")]
    [InlineData("copy-of-03.jpg", ImageFindingKind.Duplicate, "copy of '03.jpg'")]
    [InlineData("mirror-of-04.png", ImageFindingKind.Duplicate, "mirrored copy of '04.jpg'")]
    [InlineData("crop-of-05.jpg", ImageFindingKind.Duplicate, "of '05.jpg'")]
    [InlineData("red-06.jpg", ImageFindingKind.Contradiction, "which is labelled 'red'")]
    [InlineData("again-07.jpg", ImageFindingKind.Duplicate, "the same file as '07.jpg'")]
    [InlineData("broken.jpg", ImageFindingKind.Unreadable, "5 bytes that begin as a JPEG")]
    [InlineData("empty.jpg", ImageFindingKind.Empty, "brightness differs by 0.00 only")]
    [InlineData("dark.png", ImageFindingKind.Dark, "are darker than")]
    [InlineData("bright.png", ImageFindingKind.Bright, "are brighter than")]
    [InlineData("blurred.png", ImageFindingKind.Blurred, "sharpness")]
    [InlineData("small.png", ImageFindingKind.Small, "45 x 36 pixels")]
    [InlineData("wide.png", ImageFindingKind.OddShape, "400 x 90 pixels")]
    [InlineData("alone.png", ImageFindingKind.SingleOfClass, "the only photo of 'single'")]
    public void What_is_wrong_is_found_with_its_reason(string name, ImageFindingKind kind, string reason)
    {
        ImageFinding finding = Assert.Single(folder.Of(name), f => f.Kind == kind);
        Assert.Contains(reason, finding.Reason, StringComparison.Ordinal);
        Assert.InRange(finding.Score, 0, 1);
    }

    [Fact]
    public void Copies_are_those_that_were_made_and_no_others() =>
        Assert.Equal(
            ["03.jpg copy-of-03.jpg", "04.jpg mirror-of-04.png", "05.jpg crop-of-05.jpg", "06.jpg red-06.jpg", "07.jpg again-07.jpg"],
            folder
                .Inspection.Copies.Select(c => string.Join(' ', c.Images.Select(Name).Order(StringComparer.Ordinal)))
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void The_wrong_label_leads_and_the_right_class_is_suggested()
    {
        ImageFinding first = folder.Inspection.Findings.First(f => f.Kind == ImageFindingKind.WrongLabel);
        Assert.Contains(Name(first.Image), (string[])["wrong.jpg", "red-06.jpg"]);
        Assert.Equal("blue", folder.Of("wrong.jpg").Single(f => f.Kind == ImageFindingKind.WrongLabel).SuggestedLabel);
    }

    [Fact]
    public void Of_contradicting_copies_the_one_with_the_more_probable_label_is_kept()
    {
        ImageCopies cluster = Assert.Single(folder.Inspection.Copies, c => c.Labels.Count > 1);
        Assert.Equal("red", folder.Inspection.Images[cluster.Kept!.Value].Label);
        Assert.Equal(["blue", "red"], cluster.Labels);
    }

    [Fact]
    public void The_cleaned_list_is_read_again_without_what_was_left_out()
    {
        using var output = new TemporaryFolder();
        folder.Inspection.SaveCleanedList(output.File("cleaned.csv"));
        string[] paths = [.. new MLContext().Data.LoadImageList(output.File("cleaned.csv")).GetColumn<string>("ImagePath")];
        string[] names = [.. paths.Select(p => Path.GetFileName(p)!)];
        Assert.Equal(folder.Inspection.CleanedImages().Count, paths.Length);
        Assert.All(paths, p => Assert.True(File.Exists(p), p));
        foreach (string left in (string[])["wrong.jpg", "copy-of-03.jpg", "red-06.jpg", "again-07.jpg", "broken.jpg", "empty.jpg"])
            Assert.DoesNotContain(left, names);
        foreach (string kept in (string[])["03.jpg", "dark.png", "blurred.png", "alone.png"])
            Assert.Contains(kept, names);
    }

    [Fact]
    public void The_findings_are_a_table_with_a_line_each()
    {
        using var output = new TemporaryFolder();
        folder.Inspection.SaveFindings(output.File("findings.csv"));
        string[] lines = File.ReadAllLines(output.File("findings.csv"));
        Assert.Equal("file,label,finding,score,reason,suggested,other", lines[0]);
        Assert.Equal(folder.Inspection.Findings.Count + 1, lines.Length);
        Assert.Contains(
            lines,
            l => l.Contains("wrong.jpg,red,wrong-label,", StringComparison.Ordinal) && l.Contains(",blue,", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_same_seed_finds_the_same()
    {
        ImageInspection again = folder.Inspect(new ImageInspectionOptions { NumberOfThreads = 1 });
        Assert.Equal(folder.Inspection.Findings, again.Findings);
        Assert.Equal(folder.Inspection.Images, again.Images);
    }

    private string Name(int image) => Path.GetFileName(folder.Inspection.Images[image].Path);
}
