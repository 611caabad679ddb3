using MLNet.ConvExtensions.CameraTraps.Formats.Tables;

namespace MLNet.ConvExtensions.CameraTraps.Formats.Camtrap;

/// <summary>Writes a package into a temporary folder beside its own: media and observations as they come, the rest at the end.</summary>
internal sealed class CamtrapWriter : CameraTrapWriter
{
    /// <summary>What the comment of a photo says that has no time of its own.</summary>
    public const string Untimed = "no timestamp";

    /// <summary>What stands before why a photo couldn't be read.</summary>
    public const string Failed = "failure: ";

    private readonly string _folder;
    private readonly CamtrapOptions _options;
    private readonly Dictionary<string, DeploymentSpan> _deployments;
    private readonly DirectoryInfo _temporary;
    private readonly FileStream _mediaStream,
        _observationStream;
    private readonly CsvFileWriter _media;
    private readonly CamtrapObservations _observations;

    public CamtrapWriter(string folder, CamtrapOptions options)
        : base(Check(options))
    {
        _options = options;
        _folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        _deployments = options.Deployments.ToDictionary(d => d.Id, d => new DeploymentSpan(d));
        _temporary = Directory.CreateDirectory($"{_folder}.{Path.GetRandomFileName()}");
        _mediaStream = Open(CamtrapColumns.Media);
        _observationStream = Open(CamtrapColumns.Observations);
        _media = new CsvFileWriter(_mediaStream, CamtrapColumns.OfMedia);
        _observations = new CamtrapObservations(_observationStream, options);
    }

    private protected override void Write(CameraTrapImage image)
    {
        CameraTrapMedia media = image.Media;
        DeploymentSpan deployment = _deployments[media.Deployment!];
        DateTime time = media.Timestamp ?? deployment.Deployment.Start!.Value;
        string id = IdOf(media);
        deployment.Add(media);
        string?[] comments = [media.Timestamp is null ? Untimed : null, media.Failure is { } failure ? Failed + failure : null];
        _media.Write(
            CamtrapColumns.Row(
                CamtrapColumns.OfMedia,
                ("mediaID", id),
                ("deploymentID", media.Deployment!),
                ("captureMethod", _options.CaptureMethods is [var only] ? only : ""),
                ("timestamp", CamtrapClock.Text(time, _options.TimeZone)),
                ("filePath", _options.FilePrefix + media.File),
                ("filePublic", CsvFileWriter.Text(_options.FilesArePublic)),
                ("fileName", media.File[(media.File.LastIndexOf('/') + 1)..]),
                ("fileMediatype", CamtrapRules.MediaType(media.File)),
                ("mediaComments", string.Join("; ", comments.OfType<string>()))
            )
        );
        _observations.Add(image, id, time);
    }

    private protected override void Finish()
    {
        _observations.Complete();
        _media.Dispose();
        _mediaStream.Dispose();
        _observationStream.Dispose();
        DeploymentSpan[] told =
        [
            .. _deployments.Values.Where(d =>
                d is { Start: not null, End: not null, Deployment: { Latitude: not null, Longitude: not null } }
            ),
        ];
        using (FileStream stream = Open(CamtrapColumns.Deployments))
        using (var table = new CsvFileWriter(stream, CamtrapColumns.OfDeployments))
        {
            foreach (DeploymentSpan deployment in told)
                table.Write(Row(deployment));
        }

        string descriptor = Path.Combine(_temporary.FullName, CamtrapDescriptor.FileName);
        CamtrapDescriptor.Write(descriptor, _options, told, _observations.ScientificNames, _observations.HasEvents);
        Move();
    }

    private protected override void Drop()
    {
        try
        {
            _media.Dispose();
            _observations.Dispose();
        }
        finally
        {
            _mediaStream.Dispose();
            _observationStream.Dispose();
            if (Directory.Exists(_temporary.FullName))
                _temporary.Delete(recursive: true);
        }
    }

    /// <summary>Without datapackage.json a folder is no package: the old one goes first, and the new one comes last.</summary>
    private void Move()
    {
        Directory.CreateDirectory(_folder);
        File.Delete(Path.Combine(_folder, CamtrapDescriptor.FileName));
        foreach (
            string name in (string[])
                [
                    FileOf(CamtrapColumns.Deployments),
                    FileOf(CamtrapColumns.Media),
                    FileOf(CamtrapColumns.Observations),
                    CamtrapDescriptor.FileName,
                ]
        )
            File.Move(Path.Combine(_temporary.FullName, name), Path.Combine(_folder, name), overwrite: true);
        _temporary.Delete();
    }

    public static string FileOf(string table) => table + ".csv";

    private static string IdOf(CameraTrapMedia media) =>
        media.Frame is { } frame ? FormattableString.Invariant($"{media.File}#{frame}") : media.File;

    private FileStream Open(string table) =>
        new(Path.Combine(_temporary.FullName, FileOf(table)), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);

    private string[] Row(DeploymentSpan span)
    {
        CameraDeployment deployment = span.Deployment;
        return CamtrapColumns.Row(
            CamtrapColumns.OfDeployments,
            ("deploymentID", deployment.Id),
            ("locationID", deployment.Site ?? ""),
            ("locationName", deployment.Site ?? ""),
            ("latitude", CsvFileWriter.Text(deployment.Latitude)),
            ("longitude", CsvFileWriter.Text(deployment.Longitude)),
            ("deploymentStart", CamtrapClock.Text(span.Start!.Value, _options.TimeZone)),
            ("deploymentEnd", CamtrapClock.Text(span.End!.Value, _options.TimeZone)),
            ("cameraID", span.CameraSerial ?? ""),
            ("cameraModel", span.CameraModel ?? ""),
            ("timestampIssues", CsvFileWriter.Text(span.HasUntimed))
        );
    }

    private static MediaCheck Check(CamtrapOptions options)
    {
        CamtrapRules.Require(options);
        Dictionary<string, CameraDeployment> deployments = options.Deployments.ToDictionary(d => d.Id);
        return new MediaCheck("Camtrap DP")
        {
            Rule = media => CamtrapRules.Require(media, options, deployments),
            Group = media => options.HasEvents ? media.Event : null,
            GroupName = "event",
        };
    }
}
