using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Tests.Images;

/// <summary>Images of classes out of a folder, a CSV file or a text file, and their division.</summary>
public sealed class DividedImagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public DividedImagesTests()
    {
        // Two classes of 30 images, in bursts of three.
        foreach (string kind in new[] { "cat", "dog" })
        {
            Directory.CreateDirectory(_folder.File($"photos/{kind}"));
            for (int i = 0; i < 30; i++)
                _folder.Write($"photos/{kind}/burst{i / 3:00}-{i}.png", []);
        }

        string[] files = [.. Directory.GetFiles(_folder.File("photos"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        File.WriteAllLines(_folder.File("list.txt"), files);
        File.WriteAllLines(
            _folder.File("list.csv"),
            ["label,file,series,note", .. files.Select(f => $"{Label(f)},{Path.GetRelativePath(_folder.Path, f)},{Burst(f)},\"a, b\"")]
        );
    }

    public static TheoryData<string> Forms => ["photos", "list.csv", "list.txt"];

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_folder_a_table_and_a_list_say_the_same(string form)
    {
        LabelledImages images = Read(Input(form));

        Assert.Equal(["ImagePath", "Label"], images.Data.Schema.Select(c => c.Name));
        Assert.Equal(File.ReadAllLines(_folder.File("list.txt")), images.Paths);
        Assert.Equal(images.Paths.Select(Label), images.Labels);
        Assert.Equal(("", ""), (_output.ToString(), _error.ToString()));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Groups_are_kept_whole_in_every_form(string form)
    {
        ImagesArgument input = Input(form);
        var divided = DividedImages.Of(
            _ml,
            input.IsTable ? input with { GroupColumn = "series" } : input with { GroupBy = @"\w+/burst\d+" },
            0.2,
            seed: 3,
            _output,
            _error
        );
        string[] train = Paths(divided.Train),
            test = Paths(divided.Test!);

        Assert.Equal((48, 12), (train.Length, test.Length));
        Assert.Equal(6, test.Count(t => Label(t) == "dog"));
        Assert.Empty(train.Select(Burst).Intersect(test.Select(Burst)));
    }

    [Fact]
    public void Without_groups_of_each_class_the_same_part_is_kept_to_judge()
    {
        string[] test = Paths(DividedImages.Of(_ml, Input("photos"), 0.2, seed: 3, _output, _error).Test!);

        Assert.Equal((6, 6), (test.Count(t => Label(t) == "cat"), test.Count(t => Label(t) == "dog")));
        Assert.True(test.Select(Burst).Distinct().Count() > 4);
    }

    [Fact]
    public void A_class_in_one_group_is_learned_from_and_that_is_told()
    {
        ImagesArgument byFolder = Input("photos") with { GroupBy = "folder" };
        Assert.Contains(
            "--test is 0.2: The data have 60 rows in 2 groups by 'Group', which can't be split",
            Refused(() => DividedImages.Of(_ml, byFolder, 0.2, 1, _output, _error))
        );

        foreach (string part in new[] { "one", "two" })
            Directory.CreateDirectory(_folder.File($"photos/elk/{part}"));
        _folder.Write("photos/elk/one/1.png", []);
        _folder.Write("photos/elk/two/1.png", []);
        var divided = DividedImages.Of(_ml, byFolder, 0.2, 1, _output, _error);
        Assert.Equal("elk", Label(Path.GetDirectoryName(Assert.Single(Paths(divided.Test!)))!));
        Assert.Contains("Of cat, dog there is one group of images, which is learned from", _output.ToString());
    }

    [Fact]
    public void Hidden_folders_are_no_classes_and_what_is_left_out_is_told()
    {
        Directory.CreateDirectory(_folder.File("photos/.ipynb_checkpoints"));
        Directory.CreateDirectory(_folder.File("photos/__MACOSX/cat"));
        _folder.Write("photos/.ipynb_checkpoints/1.png", []);
        _folder.Write("photos/__MACOSX/cat/1.png", []);
        _folder.Write("photos/cat/notes.txt", []);

        Assert.Equal(60, Read(Input("photos")).Paths.Length);
        Assert.Equal("Left out: 1 file that is not an image by its name, 2 hidden files or folders.", _output.ToString().Trim());
    }

    [Fact]
    public void Images_that_match_no_pattern_are_groups_of_their_own_and_that_is_told()
    {
        LabelledImages images = Read(Input("photos") with { GroupBy = @"cat/(burst\d+)" });

        Assert.Equal(10 + 30, images.Groups.Distinct().Count());
        Assert.Contains("mlconv: 30 images don't match", _error.ToString());
        Assert.Equal(10 + 30, Read(Input("list.txt") with { GroupBy = @"cat/(burst\d+)" }).Groups.Distinct().Count());
    }

    [Theory]
    [InlineData("nowhere", null, "is neither a folder nor a file with a list of images")]
    [InlineData("list.csv", "place", "has no column 'place'; its first line names 'label', 'file', 'series', 'note'")]
    [InlineData("empty.txt", null, "names no image")]
    [InlineData("photos/cat", null, "none in a folder of its class")]
    [InlineData("photos/cat/burst00-0.png", null, "an image; allowed are a folder, a CSV file")]
    [InlineData("photos", null, "--group-by is '(a'; allowed: folder, or a regular expression", "(a")]
    [InlineData("photos", null, "--images is", "nothing")]
    [InlineData("list.txt", null, "--group-by is '(\\w+)+!', which takes longer than 1 s", "(\\w+)+!")]
    [InlineData("list.txt", null, "--group-by is '(a|aa)+!', which takes longer than 1 s", "(a|aa)+!")]
    [InlineData("photos", null, "--group-by is '(\\w+)+!', which takes longer than 1 s", "(\\w+)+!")]
    public void What_cannot_be_used_is_told(string form, string? fileColumn, string message, string? groupBy = null)
    {
        File.WriteAllText(_folder.File("empty.txt"), "\n\n");
        string slow = $"cat/{new string('a', 60)}.png";
        if (groupBy?.EndsWith('!') == true)
            File.WriteAllLines(_folder.File("list.txt"), [_folder.File(slow)]);
        if (groupBy?.EndsWith('!') == true && form == "photos")
            _folder.Write($"photos/{slow}", []);
        Assert.Contains(message, Refused(() => Read(Input(form) with { FileColumn = fileColumn, GroupBy = groupBy })));
    }

    private static string Label(string path) => Path.GetFileName(Path.GetDirectoryName(path))!;

    private static string Burst(string path) => $"{Label(path)} {Path.GetFileName(path).Split('-')[0]}";

    private static string[] Paths(IDataView data) => [.. data.GetColumn<string>("ImagePath")];

    private static string Refused(Func<object> action) => Assert.Throws<UsageException>(action).Message;

    private LabelledImages Read(ImagesArgument input) => LabelledImages.Read(_ml, input, _output, _error);

    private ImagesArgument Input(string form) => new(_folder.File(form));
}
