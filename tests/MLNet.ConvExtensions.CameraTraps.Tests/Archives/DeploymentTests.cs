using MLNet.ConvExtensions.CameraTraps.Tests.Support;

namespace MLNet.ConvExtensions.CameraTraps.Tests.Archives;

public sealed class DeploymentTests : IDisposable
{
    private readonly Archive _archive = new();

    public void Dispose() => _archive.Dispose();

    [Theory]
    [InlineData(1, "A/DCIM/100/1.jpg", "A")]
    [InlineData(2, "A/DCIM/100/1.jpg", "A/DCIM")]
    [InlineData(3, "A/DCIM/1.jpg", "A/DCIM")]
    [InlineData(1, "1.jpg", null)]
    [InlineData(0, "1.jpg", "valley")]
    [InlineData(0, "A/1.jpg", "valley")]
    public void Folders_of_a_depth_are_deployments(int depth, string file, string? deployment) =>
        Assert.Equal(deployment, CameraDeployments.FromFolders(depth, "valley").Find(file)?.Id);

    [Fact]
    public void A_file_belongs_to_the_nearest_folder_of_the_list()
    {
        CameraDeployments deployments = Load("Deployment,Folder", "all,.", "A,A/", @"inner,A\x");
        Assert.Equal("inner", deployments.Find("A/x/1.jpg")!.Id);
        Assert.Equal("A", deployments.Find("A/xy/1.jpg")!.Id);
        Assert.Equal("all", deployments.Find("B/1.jpg")!.Id);
        Assert.Null(Load("Deployment", "A").Find("AB/1.jpg"));
    }

    [Fact]
    public void A_list_has_places_times_and_clocks()
    {
        CameraDeployment[] all =
        [
            .. Load(
                "Deployment,Folder,Site,Latitude,Longitude,Start,End,ClockOffset,WrongTime,RightTime,notes",
                "A,card 1,ridge,43.5,-79.25,2023-05-01,2023-06-30,-01:00:00,,,",
                "B,,,,,2023-05-01T12:30:00,2023-06-30 08:00,+3.02:00:00,,,x",
                "C,,,,,,,,2000-01-01T00:00:00,2023-07-14 05:06:07,"
            ).Known,
        ];
        Assert.Equal(
            new CameraDeployment
            {
                Id = "A",
                Folder = "card 1",
                Site = "ridge",
                Latitude = 43.5,
                Longitude = -79.25,
                Start = new DateTime(2023, 5, 1),
                End = new DateTime(2023, 7, 1).AddTicks(-1),
                ClockOffset = TimeSpan.FromHours(-1),
            },
            all[0]
        );
        Assert.Equal((new DateTime(2023, 5, 1, 12, 30, 0), new DateTime(2023, 6, 30, 8, 0, 0)), (all[1].Start, all[1].End));
        Assert.Equal(TimeSpan.FromHours(74), all[1].ClockOffset);
        Assert.Equal(new DateTime(2023, 7, 14, 5, 6, 7) - new DateTime(2000, 1, 1), all[2].ClockOffset);
    }

    [Fact]
    public void The_deployments_of_camtrap_dp_are_read_with_times_as_they_stand()
    {
        CameraDeployment deployment = Load(
            "deploymentID,locationID,locationName,latitude,longitude,deploymentStart,deploymentEnd,cameraID",
            "29b7d356,2df5259b,B_DL_val 5_beek kleine vijver,51.496,4.774,2020-05-30T02:57:37Z,2020-07-01T09:41:41+02:00,320"
        ).Known[0];
        Assert.Equal(("29b7d356", "2df5259b"), (deployment.Id, deployment.Site));
        Assert.Equal(new DateTime(2020, 5, 30, 2, 57, 37), deployment.Start);
        Assert.Equal(new DateTime(2020, 7, 1, 9, 41, 41), deployment.End);
    }

    [Theory]
    [InlineData("Folder", "x", "has no column 'Deployment' or 'deploymentID'; its first line names 'Folder'.")]
    [InlineData("Deployment,Latitude", "A,91", "line 2, column 'Latitude', is '91'; allowed: -90 to 90 degrees, with a point.")]
    [InlineData("Deployment,Longitude", "A,\"4,5\"", "line 2, column 'Longitude', is '4,5'; allowed: -180 to 180 degrees, with a point.")]
    [InlineData("Deployment,Start", "A,1.5.2023", "line 2, column 'Start', is '1.5.2023'; allowed: a local time such as 2024-05-01")]
    [InlineData("Deployment,Start,End", "A,2023-05-02,2023-05-01", "line 2, column 'End', is '2023-05-01', before the deployment begins")]
    [InlineData("Deployment,ClockOffset", "A,24:00:00", "line 2, column 'ClockOffset', is '24:00:00'; allowed: [+|-][DAYS.]HH:MM[:SS]")]
    [InlineData(
        "Deployment,ClockOffset,WrongTime",
        "A,01:00:00,2000-01-01",
        "column 'ClockOffset', is '01:00:00', and a wrong and right time"
    )]
    [InlineData(
        "Deployment,WrongTime",
        "A,2000-01-01",
        "line 2, column 'WrongTime', is '2000-01-01', without the right time; both are needed."
    )]
    [InlineData("Deployment,Site", ",x", "line 2, column 'Deployment', is empty; every deployment needs a name.")]
    [InlineData("Deployment,Site", "A", "line 2, has 1 values; the header names 2 columns.")]
    public void A_wrong_value_is_refused_by_line_and_column(string header, string line, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => Load(header, line)).Message, StringComparison.Ordinal);

    [Fact]
    public void Deployments_named_twice_and_folders_of_two_are_refused()
    {
        Assert.Contains(
            "line 3, column 'Deployment', names the deployment of line 2 once more.",
            Assert.Throws<FormatException>(() => Load("Deployment", "A", "A")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "The deployments 'A' and 'B' have the same folder 'x'.",
            Assert.Throws<FormatException>(() => Load("Deployment,Folder", "A,x", "B,x/")).Message,
            StringComparison.Ordinal
        );
    }

    private CameraDeployments Load(params string[] lines) => CameraDeployments.Load(_archive.Write("deployments.csv", lines));
}
