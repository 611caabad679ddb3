using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Data;

public sealed class ImageListTests : IDisposable
{
    private readonly MLContext _ml = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_line_is_a_row_with_a_path_from_the_list_s_folder_and_all_columns_as_text()
    {
        string elsewhere = Path.Combine(Path.GetTempPath(), "b.png");
        IDataView data = Load(
            $"date,file,label,animal\n2024-05-01,photos/a.png,cat,Tom\n,{elsewhere},dog,\n",
            new ImageListOptions { GroupColumnName = "animal" }
        );

        Assert.Equal(["ImagePath", "Label", "Group", "date", "file", "label", "animal"], data.Schema.Select(c => c.Name));
        Assert.Equal([_folder.File("photos/a.png"), elsewhere], data.GetColumn<string>("ImagePath"));
        Assert.Equal(["cat", "dog"], data.GetColumn<string>("Label"));
        // An empty value is a group of its own.
        Assert.Equal(["Tom", elsewhere], data.GetColumn<string>("Group"));
        Assert.Equal(["2024-05-01", ""], data.GetColumn<string>("date"));
        Assert.Equal(["photos/a.png", elsewhere], data.GetColumn<string>("file"));
    }

    [Theory]
    [InlineData("file,label\r\n\"a, b.png\",\"the \"\"cat\"\"\"\r\n", "a, b.png", "the \"cat\"")]
    [InlineData("file,label\n\"a.png\",\"two\nlines\"", "a.png", "two\nlines")]
    [InlineData("\uFEFF\"file\",label\n\nа.png,кот\n\n", "а.png", "кот")]
    [InlineData("label,file\n it's, a.png", " a.png", " it's")]
    public void Values_are_quoted_as_RFC_4180_has_it(string text, string file, string label)
    {
        IDataView data = Load(text);

        Assert.Equal([file], data.GetColumn<string>("file"));
        Assert.Equal([label], data.GetColumn<string>("Label"));
    }

    [Fact]
    public void Columns_may_differ_by_capitals_where_that_leaves_no_doubt()
    {
        IDataView data = Load("File,Label\na.png,cat");
        Assert.Equal(["ImagePath", "Label", "File"], data.Schema.Select(c => c.Name));
        Assert.Equal(["cat"], data.GetColumn<string>("Label"));
        Assert.Equal(["b.png"], Load("File,file,label\na.png,b.png,cat").GetColumn<string>("file"));
        Assert.Contains("has no column 'file'", Assert.Throws<FormatException>(() => Load("File,FILE,label\na.png,b.png,cat")).Message);
    }

    [Fact]
    public void Columns_may_be_called_otherwise_and_separated_otherwise()
    {
        var options = new ImageListOptions
        {
            FileColumnName = "Path",
            LabelColumnName = "Label",
            GroupColumnName = "Group",
        };
        IDataView data = Load("Path;Label;Group\na.png;cat;1", options);
        Assert.Equal(["ImagePath", "Label", "Group", "Path"], data.Schema.Select(c => c.Name));

        IDataView unlabelled = Load("file\na.png\nb.png", new ImageListOptions { LabelColumnName = null });
        Assert.Equal(["ImagePath", "file"], unlabelled.Schema.Select(c => c.Name));
        Assert.Equal(2, unlabelled.GetRowCount());
    }

    [Theory]
    [InlineData("", "is empty; its first line must name its columns")]
    [InlineData("file,label\n", "names no image; it has a header alone")]
    [InlineData("a.png,cat\nb.png,dog", "has no column 'file'; its first line names 'a.png', 'cat', with ',' between columns")]
    [InlineData("file;label\na.png;cat", "its first line names 'file;label', with ',' between columns", ',')]
    [InlineData("file,class\na.png,cat", "has no column 'label'")]
    [InlineData("file,label,file\na.png,cat,b", "has two columns named 'file'")]
    [InlineData("file,label,\na.png,cat,b", "has no name for its column 3")]
    [InlineData("file,label,Label\na.png,cat,b", "has a column 'Label', the name of what becomes of 'label'")]
    [InlineData("file,label\na.png,cat\nb.png", "line 3, has 1 values; the header names 2 columns")]
    [InlineData("file,label\na.png,\"cat\n\"\nb.png,dog,9", "line 4, has 3 values")]
    [InlineData("file,label\n\na.png,cat\n,dog", "line 4, names no image in column 'file'")]
    [InlineData("file,label\na.png,", "line 2, names no class in column 'label' for 'a.png'")]
    [InlineData("file,label\na.png,\"cat\nb.png,dog\nc.png,elk\n", "has a quote that is out of place")]
    [InlineData("file,label\na.png,cat\nb\0.png,dog\n", "line 3, has a character of code 0 in column 'file'")]
    [InlineData("file,label\na.png,c\"at\"\n", "line 2, has a quote that is out of place")]
    [InlineData("file,label\na.png,\"cat\"s\n", "line 2, has a quote that is out of place")]
    public void What_is_wrong_is_told_with_its_line_and_column(string text, string message, char? separator = null) =>
        Assert.Contains(
            message,
            Assert.Throws<FormatException>(() => Load(text, new ImageListOptions { Separator = separator })).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Other_encodings_than_UTF_8_and_missing_files_are_refused()
    {
        _folder.Write("latin.csv", Encoding.Latin1.GetBytes("file,label\nmüll.png,cat\n"));
        Assert.Contains("is not in UTF-8", Assert.Throws<FormatException>(() => _ml.Data.LoadImageList(_folder.File("latin.csv"))).Message);
        Assert.Contains("gone.csv' is not there", Missing(_folder.File("gone.csv")));
        Assert.Contains("it is a folder", Missing(_folder.Path));
    }

    private string Missing(string list) => Assert.Throws<FileNotFoundException>(() => _ml.Data.LoadImageList(list)).Message;

    private IDataView Load(string text, ImageListOptions? options = null) =>
        _ml.Data.LoadImageList(_folder.Write("list.csv", Encoding.UTF8.GetBytes(text)), options);
}
