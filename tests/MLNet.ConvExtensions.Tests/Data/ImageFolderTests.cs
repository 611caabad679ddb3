using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Data;

public sealed class ImageFolderTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_image_is_a_row_with_its_full_path_and_the_folder_under_the_root_as_its_class()
    {
        Make("cat/2.png", "cat/1.JPG", "cat/old/deep/3.webp", "ant/a.jpeg", "ant/b.bmp", "Zebra/z.gif");
        IDataView data = _ml.Data.LoadImageFolder(_folder.Path);

        Assert.Equal(["ImagePath", "Label"], data.Schema.Select(c => c.Name));
        Assert.Equal(6, data.GetRowCount());
        // By the characters' codes: capitals first.
        Assert.Equal(["Zebra/z.gif", "ant/a.jpeg", "ant/b.bmp", "cat/1.JPG", "cat/2.png", "cat/old/deep/3.webp"], Names(data));
        Assert.Equal(["Zebra", "ant", "ant", "cat", "cat", "cat"], data.GetColumn<string>("Label"));
        Assert.All(data.GetColumn<string>("ImagePath"), path => Assert.True(Path.IsPathFullyQualified(path) && File.Exists(path)));
    }

    [Fact]
    public void What_is_hidden_or_no_image_makes_no_row_and_no_class_and_is_counted()
    {
        Make(
            "cat/1.png",
            "cat/.2.png",
            "cat/Thumbs.db",
            "cat/notes.txt",
            "dog/1.png",
            "dog/.cache/2.png",
            "readme.md",
            ".ipynb_checkpoints/1.png",
            "__MACOSX/cat/1.png",
            ".DS_Store",
            "empty of images/list.csv",
            "cat/png"
        );
        var log = new MessageLog();
        IDataView data = _ml.Data.LoadImageFolder(_folder.Path, out ImageFolderSummary summary, new ImageFolderOptions { Logger = log });

        Assert.Equal(["cat/1.png", "dog/1.png"], Names(data));
        Assert.Equal(
            new ImageFolderSummary
            {
                Images = 2,
                OtherFiles = 5,
                HiddenEntries = 5,
            },
            summary
        );
        Assert.Equal("Left out: 5 files that are not images by their names, 5 hidden files or folders.", summary.DescribeLeftOut());
        Assert.Equal([$"Information: The folder '{_folder.Path}' has 2 images. {summary.DescribeLeftOut()}"], log.Messages);
        Assert.False(new ImageFolderSummary { Images = 2 }.HasLeftOut);
    }

    [SkippableFact]
    public void Links_to_files_are_images_and_links_to_folders_are_left_out()
    {
        Make("cat/1.png", "dog/1.png");
        try
        {
            Directory.CreateSymbolicLink(_folder.File("cat/up"), _folder.Path);
            File.CreateSymbolicLink(_folder.File("cat/linked.png"), _folder.File("dog/1.png"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Skip.If(true, $"No links can be made here: {e.Message}");
        }

        IDataView data = _ml.Data.LoadImageFolder(_folder.Path, out ImageFolderSummary summary);

        Assert.Equal(["cat/1.png", "cat/linked.png", "dog/1.png"], Names(data));
        Assert.Equal(1, summary.LinkedFolders);
    }

    [Fact]
    public void A_pattern_finds_classes_and_another_one_groups()
    {
        Make("cat.1.jpg", "cat.2.jpg", "more/dog.1.jpg", "more/dog.x.jpg");
        var log = new MessageLog();
        IDataView data = _ml.Data.LoadImageFolder(
            _folder.Path,
            new ImageFolderOptions
            {
                LabelColumnName = "Kind",
                LabelPattern = new Regex(@"([^/.]+)[^/]*$"),
                GroupColumnName = "Animal",
                GroupPattern = new Regex(@"\w+\.\d"),
                Logger = log,
            }
        );

        Assert.Equal(["ImagePath", "Kind", "Animal"], data.Schema.Select(c => c.Name));
        Assert.Equal(["cat", "cat", "dog", "dog"], data.GetColumn<string>("Kind"));
        // What doesn't match is a group of its own.
        Assert.Equal(["cat.1", "cat.2", "dog.1", "more/dog.x.jpg"], data.GetColumn<string>("Animal"));
        Assert.StartsWith("Warning: 1 images don't match", log.Messages[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Images_without_classes_may_lie_anywhere()
    {
        Make("1.png", "some/2.png");
        var options = new ImageFolderOptions { ImageColumnName = "Photo", LabelColumnName = null };
        IDataView data = _ml.Data.LoadImageFolder(_folder.Path, options);

        Assert.Equal("Photo", Assert.Single(data.Schema).Name);
        Assert.Equal(2, data.GetRowCount());
    }

    [Fact]
    public void What_cannot_be_loaded_is_told_with_what_is_needed()
    {
        Assert.Contains("'nowhere' is not there", Missing("nowhere"));
        Make("notes.txt", ".hidden.png");
        string file = _folder.File("notes.txt");
        Assert.Contains("notes.txt' is not there: it is a file", Missing(file));
        AssertRefused(
            "holds no image; allowed are files ending in .jpg, .jpeg, .png, .bmp, .gif, .webp. "
                + "Left out: 1 file that is not an image by its name, 1 hidden file or folder."
        );
        Make("b.png", "a.png");
        AssertRefused("holds 2 images, none in a folder of its class; a folder for each class is needed.");
        Make("cat/1.png");
        AssertRefused("holds 3 images, 2 of them outside of the class folders, the first 'a.png'");
        AssertRefused("The image 'a.png' of the folder", new ImageFolderOptions { LabelPattern = new Regex("(.*)/") });
        AssertRefused(
            "The pattern of groups 'burst' matches none of the 3 images",
            new ImageFolderOptions { LabelColumnName = null, GroupPattern = new Regex("burst") }
        );
    }

    [Fact]
    public void Rows_are_the_same_for_cursors_in_any_order_and_for_cross_validation()
    {
        Make([.. Enumerable.Range(0, 40).Select(i => $"{(i % 2 == 0 ? "even" : "odd")}/{i:00}.png")]);
        IDataView data = _ml.Data.LoadImageFolder(_folder.Path);
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema, new Random(3));
        ValueGetter<ReadOnlyMemory<char>> path = cursor.GetGetter<ReadOnlyMemory<char>>(data.Schema["ImagePath"]);
        ValueGetter<ReadOnlyMemory<char>> label = cursor.GetGetter<ReadOnlyMemory<char>>(data.Schema["Label"]);
        ValueGetter<DataViewRowId> id = cursor.GetIdGetter();
        var shuffled = new List<string>();
        var ids = new HashSet<DataViewRowId>();
        ReadOnlyMemory<char> text = default;
        DataViewRowId rowId = default;
        Assert.Throws<InvalidOperationException>(() => path(ref text));
        while (cursor.MoveNext())
        {
            path(ref text);
            shuffled.Add(text.ToString());
            label(ref text);
            Assert.Equal(Path.GetFileName(Path.GetDirectoryName(shuffled[^1])), text.ToString());
            id(ref rowId);
            ids.Add(rowId);
        }

        string[] ordered = [.. data.GetColumn<string>("ImagePath")];
        Assert.NotEqual(ordered, shuffled);
        Assert.Equal(ordered, shuffled.Order(StringComparer.Ordinal));
        Assert.Equal(40, ids.Count);
        Assert.Equal(40, _ml.Data.CrossValidationSplit(data, 4).Sum(f => f.TestSet.GetColumn<string>("ImagePath").Count()));
        Assert.Equal(ordered, _ml.Data.Cache(data).GetColumn<string>("ImagePath"));
    }

    private string[] Names(IDataView data) =>
        [.. data.GetColumn<string>("ImagePath").Select(p => Path.GetRelativePath(_folder.Path, p).Replace('\\', '/'))];

    private string Missing(string folder) => Assert.Throws<DirectoryNotFoundException>(() => _ml.Data.LoadImageFolder(folder)).Message;

    private void AssertRefused(string message, ImageFolderOptions? options = null) =>
        Assert.Contains(message, Assert.Throws<ImageInputException>(() => _ml.Data.LoadImageFolder(_folder.Path, options)).Message);

    private void Make(params string[] files)
    {
        foreach (string file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(file))!);
            File.WriteAllBytes(_folder.File(file), []);
        }
    }
}
