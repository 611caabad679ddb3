using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Tests.Images;

/// <summary>What tells whether a file is still as it was.</summary>
public sealed class ImageFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_link_has_changed_when_what_it_leads_to_has()
    {
        string file = _folder.Write("file.jpg", [1, 2, 3]),
            link = _folder.File("link.jpg"),
            linkToLink = _folder.File("link to link.jpg");
        File.CreateSymbolicLink(link, file);
        File.CreateSymbolicLink(linkToLink, link);
        var before = ImageFile.Now("photo", linkToLink);
        Assert.Equal(3, before.Size);

        _folder.Write("file.jpg", [1, 2, 3, 4]);
        Assert.False(before.IsSameFile(ImageFile.Now("photo", linkToLink)));
        Assert.True(ImageFile.Now("photo", file).IsSameFile(ImageFile.Now("photo", linkToLink)));
    }

    [Fact]
    public void A_link_to_nothing_is_no_file()
    {
        string link = _folder.File("link.jpg");
        File.CreateSymbolicLink(link, _folder.File("nothing.jpg"));
        Assert.Null(ImageFile.Now("photo", link).Size);
    }
}
