using MLNet.ConvExtensions.CameraTraps.Tests.Support;

namespace MLNet.ConvExtensions.CameraTraps.Tests.Archives;

public sealed class TableTests : IDisposable
{
    private readonly Archive _archive = new();

    public void Dispose() => _archive.Dispose();

    [Fact]
    public void What_was_written_is_read()
    {
        CameraTrapMedia[] photos =
        [
            new()
            {
                File = "Ущелье/a, \"b\".jpg",
                Deployment = "Ущелье",
                Site = "ridge",
                Timestamp = new DateTime(2023, 7, 14, 5, 6, 7, 250),
                Event = "Ущелье 2023-07-14T05:06:07.25",
                CameraMake = "RECONYX",
                CameraModel = "HC500",
                CameraSerial = "H500",
                FlashFired = false,
                TemperatureCelsius = -7.5,
                Width = 12,
                Height = 8,
                DuplicateOf = "other.jpg",
            },
            new() { File = "b.jpg", Failure = "has 0 bytes" },
            new() { File = "c.mp4/000002.jpg", Frame = 2 },
        ];
        Directory.CreateDirectory(_archive.Path);
        string file = Path.Combine(_archive.Path, "table.csv");
        CameraTrapTable.Write(file, _archive.Path, photos);
        Assert.Equal(photos, CameraTrapTable.Read(file));
        Assert.Equal(
            "File,Deployment,Site,Timestamp,Event,CameraMake,CameraModel,CameraSerial,FlashFired,TemperatureCelsius,Width,Height,"
                + "DuplicateOf,Failure,Frame",
            File.ReadLines(file).First()
        );
        Assert.Contains(",2023-07-14T05:06:07.25,", File.ReadLines(file).Skip(1).First(), StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_are_those_from_the_tables_folder()
    {
        CameraTrapTable.Write(
            _archive.Beside("table.csv"),
            _archive.Path,
            [new() { File = "A/1.jpg", DuplicateOf = "0.jpg" }],
            _ => "lynx"
        );
        CameraTrapMedia photo = CameraTrapTable.Read(_archive.Beside("table.csv")).Single();
        Assert.Equal(("archive/A/1.jpg", "archive/0.jpg"), (photo.File, photo.DuplicateOf));
        Assert.EndsWith(",lynx", File.ReadLines(_archive.Beside("table.csv")).Last(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Name,Site", "a,b", "has no column 'File'; its first line names 'Name', 'Site'.")]
    [InlineData("File,Timestamp", "a.jpg,14.7.2023", "line 2, column 'Timestamp', is '14.7.2023'; allowed: a time such as")]
    [InlineData("File,Width", "a.jpg,wide", "line 2, column 'Width', is 'wide'; allowed: a number, or nothing.")]
    [InlineData("file,flashfired", "a.jpg,perhaps", "line 2, column 'FlashFired', is 'perhaps'; allowed: true, false, or nothing.")]
    [InlineData("File,Site", ",x", "line 2, column 'File', names no file.")]
    [InlineData("File,Site", "a.jpg", "line 2, has 1 values; the header names 2 columns.")]
    public void A_wrong_value_is_refused_by_line_and_column(string header, string line, string message)
    {
        string file = _archive.Write("table.csv", header, line);
        Assert.Contains(
            message,
            Assert.Throws<FormatException>(() => CameraTrapTable.Read(file).Count()).Message,
            StringComparison.Ordinal
        );
    }
}
