using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.CameraTraps.Tests.Formats;

/// <summary>CSV files as Timelapse imports and exports them.</summary>
public sealed class TimelapseFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Out => _folder.File("timelapse.csv");

    [Fact]
    public void Rows_have_the_template_s_fields_and_Windows_paths()
    {
        CameraTrapImage[] photos =
        [
            Photo("B é/DCIM/1.JPG", new("Fuchs, \"rot\"", 0.75f)),
            new() { Media = new CameraTrapMedia { File = "2.JPG" } },
            new()
            {
                Media = new CameraTrapMedia { File = "a/3.JPG", Failure = "cut off" },
            },
        ];
        Written.All(TimelapseFile.Create(Out), photos);

        Assert.Equal(
            [
                "File,RelativePath,DateTime,DeleteFlag,Species,Probability,Count,Failure",
                "1.JPG,B é\\DCIM,2024-05-31 18:30:00,false,\"Fuchs, \"\"rot\"\"\",0.75,,",
                "2.JPG,,,false,blank,,,",
                "3.JPG,a,,false,,,,cut off",
            ],
            File.ReadAllLines(Out)
        );
    }

    [Fact]
    public void Fields_can_be_flags_of_classes_and_of_blank_photos()
    {
        var options = new TimelapseOptions
        {
            Fields = [new("DeleteFlag", "blank"), new("Leopard", "snow leopard"), new("Place", "site")],
            Classes = ["snow leopard", "fox"],
        };
        CameraTrapImage[] photos =
        [
            Photo("1.JPG", new("snow leopard", 1)),
            Photo("2.JPG", new("fox", 1)),
            new() { Media = new CameraTrapMedia { File = "3.JPG" } },
        ];
        Written.All(TimelapseFile.Create(Out, options), photos);

        Assert.Equal(
            [
                "File,RelativePath,DateTime,DeleteFlag,Leopard,Place",
                "1.JPG,,2024-05-31 18:30:00,false,true,",
                "2.JPG,,2024-05-31 18:30:00,false,false,",
                "3.JPG,,,true,false,",
            ],
            File.ReadAllLines(Out)
        );
    }

    [Fact]
    public void Photos_are_read_as_they_were_written()
    {
        var options = new TimelapseOptions
        {
            Fields =
            [
                new("Species", "class"),
                new("Sure", "probability"),
                new("Event", "event"),
                new("Station", "deployment"),
                new("Site", "site"),
                new("Why", "failure"),
            ],
        };
        CameraTrapImage[] photos = [.. new PhotoGenerator(3).Photos(1_000)];
        Written.All(TimelapseFile.Create(Out, options), photos);

        Written.AssertSame(photos.Select(Held), TimelapseFile.Read(Out, options));
    }

    [Fact]
    public void What_Timelapse_exports_is_read_in_all_its_forms_of_times()
    {
        File.WriteAllText(
            Out,
            "RootFolder,File,RelativePath,DateTime,DeleteFlag,Species\r\nx,1.JPG,A\\B,2024-05-31 18:30:00,false,fox\r\nx,2.JPG,A\\B,2024-05-31T18:30:00,True, ibex \r\nx,3.JPG,,31-May-2024 18:30:00,false,\r\n"
        );
        CameraTrapImage[] read = [.. TimelapseFile.Read(Out)];
        Assert.Equal(["A/B/1.JPG", "A/B/2.JPG", "3.JPG"], read.Select(r => r.Media.File));
        Assert.All(read, r => Assert.Equal(new DateTime(2024, 5, 31, 18, 30, 0), r.Media.Timestamp));
        Assert.Equal(["fox", "ibex"], read[..2].Select(r => r.Detections[0].Classes[0].Name));
        Assert.Equal("no label", read[2].Media.Failure);

        File.WriteAllText(Out, "File,RelativePath,Date,Time,Species\r\n1.JPG,,31-May-2024,18:30:00,fox\r\n");
        Assert.Equal(new DateTime(2024, 5, 31, 18, 30, 0), Assert.Single(TimelapseFile.Read(Out)).Media.Timestamp);
    }

    [Theory]
    [InlineData("File,DateTime,Species\n1.JPG,,fox\n", "has no column 'RelativePath'")]
    [InlineData("File,RelativePath,Animal\n1.JPG,,fox\n", "has no column 'Species'; its first line names 'File', 'RelativePath', 'Animal'")]
    [InlineData("File,RelativePath,DateTime,Species\n1.JPG,,31/5/24,fox\n", "line 2, column 'DateTime': the value is '31/5/24'")]
    [InlineData("File,RelativePath,Species\n1.JPG,fox\n", "line 2, has 2 values; the first line names 3 columns")]
    [InlineData(
        "File,RelativePath,Species,Probability\n1.JPG,,fox,7\n",
        "column 'Probability': the value is '7'; needed: a number from 0 to 1"
    )]
    [InlineData("", "is empty")]
    public void A_file_that_is_none_of_Timelapse_is_told_with_line_and_column(string text, string message)
    {
        File.WriteAllText(Out, text);
        Assert.Contains(message, Assert.Throws<FormatException>(() => TimelapseFile.Read(Out).ToArray()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Species", "species", "is to hold 'species'; allowed: class, category")]
    [InlineData("File", "class", "'File' is written in any case")]
    public void Fields_that_make_no_sense_are_refused(string name, string content, string message)
    {
        var options = new TimelapseOptions { Fields = [new(name, content)] };
        Assert.Contains(
            message,
            Assert.Throws<ArgumentException>(() => TimelapseFile.Create(Out, options)).Message,
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    /// <summary>What the fields hold of a photo: its label, and how sure it is.</summary>
    private static CameraTrapImage Held(CameraTrapImage photo)
    {
        if (photo.Detections is not [var found])
            return photo with { Classes = [.. photo.Classes.Where(c => c.Name == "empty")] };
        ClassConfidence best = found.Classes[0];
        return photo with
        {
            Classes = [],
            Detections = [found with { Confidence = best.Confidence, Classes = best.Name == found.Category ? [] : [best] }],
        };
    }

    private static CameraTrapImage Photo(string file, ClassConfidence found) =>
        new()
        {
            Media = new CameraTrapMedia { File = file, Timestamp = new DateTime(2024, 5, 31, 18, 30, 0) },
            Detections =
            [
                new CameraTrapDetection
                {
                    Category = "animal",
                    Confidence = 0.9f,
                    Classes = [found],
                },
            ],
        };
}
