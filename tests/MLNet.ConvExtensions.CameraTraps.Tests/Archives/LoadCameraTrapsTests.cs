using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.CameraTraps.Tests.Support;

namespace MLNet.ConvExtensions.CameraTraps.Tests.Archives;

public sealed class LoadCameraTrapsTests : IDisposable
{
    private static readonly string[] Columns =
    [
        "CameraSerial",
        "Deployment",
        "DuplicateOf",
        "Event",
        "Failure",
        "ImagePath",
        "Site",
        "TemperatureCelsius",
        "Timestamp",
    ];

    private readonly Archive _archive = new();
    private readonly MLContext _ml = new(1);

    public LoadCameraTrapsTests() =>
        _archive
            .Add("A/lynx/1.jpg", "reconyx.jpg")
            .Add("A/lynx/2.jpg", "upright.jpg")
            .Add("B/fox/1.jpg", "upright.jpg")
            .Add("B/fox/2.jpg", []);

    public void Dispose() => _archive.Dispose();

    [Fact]
    public void A_row_has_what_is_known_of_a_photo()
    {
        IDataView data = _ml.Data.LoadCameraTraps(_archive.Path);
        Assert.Equal(Columns, data.Schema.Select(c => c.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["A 2023-07-14T05:06:07", "A 2023-07-14T05:06:07", "B 2023-07-14T05:06:07.25", "B/fox/2.jpg"],
            data.GetColumn<string>("Event")
        );
        Assert.Equal(["2023-07-14T05:06:07", "2023-07-14T05:06:07.25", "2023-07-14T05:06:07.25", ""], data.GetColumn<string>("Timestamp"));
        Assert.Equal(["", "", Path.Combine(_archive.Path, "A", "lynx", "2.jpg"), ""], data.GetColumn<string>("DuplicateOf"));
        Assert.Equal([-7, -12.5f, -12.5f, float.NaN], data.GetColumn<float>("TemperatureCelsius"));
        Assert.Equal("has 0 bytes", data.GetColumn<string>("Failure").Last());
    }

    [Fact]
    public void A_pattern_finds_the_classes()
    {
        IDataView data = _ml.Data.LoadCameraTraps(_archive.Path, new CameraTrapOptions { LabelPattern = new Regex("/([^/]+)/[^/]+$") });
        Assert.Equal(["lynx", "lynx", "fox", "fox"], data.GetColumn<string>("Label"));
        Assert.Contains(
            "'A/lynx/1.jpg' has no class",
            Assert
                .Throws<ImageInputException>(() =>
                    _ml
                        .Data.LoadCameraTraps(_archive.Path, new CameraTrapOptions { LabelPattern = new Regex("owl") })
                        .GetColumn<string>("Label")
                        .Count()
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_table_gives_the_rows_of_its_folder()
    {
        CameraTrapTable.Write(
            _archive.Beside("table.csv"),
            _archive.Path,
            CameraTrapEvents.Assign(CameraTrapArchive.Read(_archive.Path)),
            m => m.File.Split('/')[1]
        );
        IDataView folder = _ml.Data.LoadCameraTraps(_archive.Path),
            table = _ml.Data.LoadCameraTraps(_archive.Beside("table.csv"));
        Assert.All(
            Columns.Where(c => c != "TemperatureCelsius"),
            c => Assert.Equal(folder.GetColumn<string>(c), table.GetColumn<string>(c))
        );
        Assert.Equal(folder.GetColumn<float>("TemperatureCelsius"), table.GetColumn<float>("TemperatureCelsius"));
        Assert.Equal(["lynx", "lynx", "fox", "fox"], table.GetColumn<string>("Label"));
        Assert.Equal(
            folder.GetColumn<string>("ImagePath"),
            _ml.Data.LoadImageList(_archive.Beside("table.csv")).GetColumn<string>("ImagePath")
        );
    }

    [Fact]
    public void What_isnt_there_is_refused() =>
        Assert.Throws<DirectoryNotFoundException>(() => _ml.Data.LoadCameraTraps(_archive.Beside("missing")));
}
