using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Tests.Images;

public sealed class UsualGroupsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new(),
        _error = new();

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData("file,label,Site,Deployment", "Site")]
    [InlineData("file,label,deploymentID,locationID", "locationID")]
    [InlineData("file,label,animal,deployment", "deployment")]
    [InlineData("file,label,Event,Animal", "Animal")]
    [InlineData("file,label,burst,colour", "burst")]
    public void Images_of_the_widest_unit_that_a_list_names_belong_together(string header, string expected)
    {
        LabelledImages images = Read(header, ["cat,a,1", "cat,b,1", "dog,a,2", "dog,b,2"]);

        int column = header.Split(',')[2..].ToList().IndexOf(expected);
        Assert.Equal(column == 0 ? ["a", "b", "a", "b"] : ["1", "1", "2", "2"], images.Groups);
        Assert.Contains($"by column '{expected}', 2 values", _output.ToString());
        Assert.Equal("", _error.ToString());
    }

    [Theory]
    [InlineData("file,label,Site,colour", "cat,a,1", "dog,a,2")] // One place alone divides nothing.
    [InlineData("file,label,event,colour", "cat,a,1", "dog,b,2")] // Every image is of an event of its own.
    [InlineData("file,label,website,colour", "cat,a,1", "cat,b,1", "dog,a,2")] // Another word.
    public void Columns_that_keep_nothing_together_are_left_alone(string header, params string[] rows)
    {
        Assert.False(Read(header, rows).HasGroups);
        Assert.Equal(("", ""), (_output.ToString(), _error.ToString()));
    }

    [Fact]
    public void Another_column_can_be_named()
    {
        LabelledImages images = Read("file,label,Site,colour", ["cat,a,1", "cat,b,1", "dog,a,2", "dog,b,2"], group: "colour");

        Assert.Equal(["1", "1", "2", "2"], images.Groups);
        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public void Splitting_image_by_image_in_spite_of_sites_is_warned_of()
    {
        LabelledImages images = Read("file,label,Site,Animal", ["cat,a,1", "cat,b,1", "dog,a,2", "dog,b,2"], group: "none");

        Assert.False(images.HasGroups);
        Assert.Contains("has 2 values of 'Site': images of one site on both sides of a split", _error.ToString());
    }

    [Fact]
    public void Splitting_image_by_image_is_no_fault_where_nothing_belongs_together()
    {
        Assert.False(Read("file,label,hour,colour", ["cat,a,1", "cat,b,1", "dog,a,2"], group: "none").HasGroups);
        Assert.Equal(("", ""), (_output.ToString(), _error.ToString()));
    }

    private LabelledImages Read(string header, string[] rows, string? group = null)
    {
        _folder.Write(
            "list.csv",
            System.Text.Encoding.UTF8.GetBytes(string.Join('\n', [header, .. rows.Select((r, i) => $"{i}.jpg,{r}")]))
        );
        return LabelledImages.Read(new MLContext(), new ImagesArgument(_folder.File("list.csv")) { GroupColumn = group }, _output, _error);
    }
}
