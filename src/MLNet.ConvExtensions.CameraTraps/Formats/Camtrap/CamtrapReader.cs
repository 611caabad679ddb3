using System.Text.Json;
using MLNet.ConvExtensions.CameraTraps.Formats.Json;
using MLNet.ConvExtensions.CameraTraps.Formats.Tables;

namespace MLNet.ConvExtensions.CameraTraps.Formats.Camtrap;

/// <summary>Reads a package: which files it has, their rows, and what was observed at the level of photos.</summary>
internal sealed class CamtrapReader
{
    private readonly Dictionary<string, string> _files = [];
    private readonly TimeZoneInfo? _zone;

    /// <exception cref="FormatException">datapackage.json doesn't name the tables.</exception>
    public CamtrapReader(string folder, TimeZoneInfo? zone)
    {
        _zone = zone;
        string descriptor = Directory.Exists(folder) ? Path.Combine(folder, CamtrapDescriptor.FileName) : folder;
        using var json = new JsonFile(descriptor);
        using JsonDocument document = json.NextValue()!;
        var fields = new JsonFields(document.RootElement, $"The file '{descriptor}'");
        foreach (JsonElement resource in fields.List("resources") ?? throw fields.Wrong("has no 'resources'"))
        {
            var one = new JsonFields(resource, $"The file '{descriptor}', 'resources'");
            if (one.Text("name") is { } name && one.Has("path"))
                _files[name] = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(descriptor))!, one.Text("path")!);
        }

        foreach (string table in (string[])[CamtrapColumns.Deployments, CamtrapColumns.Media, CamtrapColumns.Observations])
        {
            if (!_files.ContainsKey(table))
                throw fields.Wrong($"'resources' has no '{table}'");
        }
    }

    public IReadOnlyList<CameraDeployment> Deployments()
    {
        using var table = CsvTable.Open(_files[CamtrapColumns.Deployments]);
        int id = table.Require("deploymentID"),
            latitude = table.Require("latitude"),
            longitude = table.Require("longitude"),
            start = table.Require("deploymentStart"),
            end = table.Require("deploymentEnd"),
            site = table.Find("locationName"),
            siteId = table.Find("locationID");
        var deployments = new List<CameraDeployment>();
        while (table.Read())
        {
            deployments.Add(
                new CameraDeployment
                {
                    Id = table.Needed(id, "a name"),
                    Site = table.Text(site) ?? table.Text(siteId),
                    Latitude = table.Number(latitude, -90, 90),
                    Longitude = table.Number(longitude, -180, 180),
                    Start = Time(table, start),
                    End = Time(table, end),
                }
            );
        }

        return deployments;
    }

    public IEnumerable<CameraTrapImage> Images()
    {
        Dictionary<string, CameraDeployment> deployments = [];
        foreach (CameraDeployment deployment in Deployments())
            deployments[deployment.Id] = deployment;
        Dictionary<string, PhotoObservations> observations = Observations();
        using var table = CsvTable.Open(_files[CamtrapColumns.Media]);
        int id = table.Require("mediaID"),
            of = table.Require("deploymentID"),
            time = table.Require("timestamp"),
            path = table.Require("filePath"),
            comments = table.Find("mediaComments");
        while (table.Read())
        {
            string mediaId = table.Needed(id, "a name"),
                comment = table.Text(comments) ?? "",
                deployment = table.Needed(of, "a deployment");
            if (!deployments.TryGetValue(deployment, out CameraDeployment? known))
                throw table.Wrong(of, $"a deployment that {CamtrapWriter.FileOf(CamtrapColumns.Deployments)} names");
            string file = table.Needed(path, "a path");
            PhotoObservations seen = observations.GetValueOrDefault(mediaId) ?? new PhotoObservations();
            DateTime taken = Time(table, time) ?? throw table.Wrong(time, "a time");
            bool isUntimed = comment.StartsWith(CamtrapWriter.Untimed, StringComparison.Ordinal);
            int failed = comment.IndexOf(CamtrapWriter.Failed, StringComparison.Ordinal);
            yield return seen.Of(
                new CameraTrapMedia
                {
                    File = FileOf(mediaId, file),
                    Frame = FrameOf(mediaId, file),
                    Deployment = deployment,
                    Site = known.Site,
                    Timestamp = isUntimed ? null : taken,
                    Failure = failed < 0 ? null : comment[(failed + CamtrapWriter.Failed.Length)..],
                }
            );
        }
    }

    /// <summary>Our own packages name a file by its name from the archive's folder, whatever stands before it in its path.</summary>
    private static string FileOf(string mediaId, string path)
    {
        string name =
            mediaId.LastIndexOf('#') is > 0 and int at && path.EndsWith(mediaId[..at], StringComparison.Ordinal) ? mediaId[..at] : mediaId;
        return path.EndsWith(name, StringComparison.Ordinal) ? name : path;
    }

    private static int? FrameOf(string mediaId, string path) =>
        mediaId.LastIndexOf('#') is > 0 and int at
        && path.EndsWith(mediaId[..at], StringComparison.Ordinal)
        && int.TryParse(mediaId.AsSpan(at + 1), out int frame)
            ? frame
            : null;

    private Dictionary<string, PhotoObservations> Observations()
    {
        using var table = CsvTable.Open(_files[CamtrapColumns.Observations]);
        var columns = new ObservationColumns(table);
        var all = new Dictionary<string, PhotoObservations>();
        while (table.Read())
        {
            if (columns.MediaId is not { } id)
                continue;
            if (!all.TryGetValue(id, out PhotoObservations? seen))
                all.Add(id, seen = new PhotoObservations());
            seen.Add(columns);
        }

        return all;
    }

    private DateTime? Time(CsvTable table, int column) =>
        table.Text(column) is not { } text
            ? null
            : CamtrapClock.Local(text, _zone) ?? throw table.Wrong(column, "a time with its zone as 2024-05-31T18:30:00+02:00");
}
