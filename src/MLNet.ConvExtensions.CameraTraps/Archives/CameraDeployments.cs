using MLNet.ConvExtensions.CameraTraps.Archives;

namespace MLNet.ConvExtensions;

/// <summary>The deployments of an archive: which folder is whose, and whose clock was wrong.</summary>
public sealed class CameraDeployments
{
    private readonly Dictionary<string, CameraDeployment> _byFolder = new(StringComparer.Ordinal);
    private readonly int? _depth;
    private readonly CameraDeployment? _whole;

    private CameraDeployments(IReadOnlyList<CameraDeployment> known, int? depth = null, CameraDeployment? whole = null)
    {
        Known = known;
        _depth = depth;
        _whole = whole;
        foreach (CameraDeployment deployment in known)
            _byFolder.Add(FolderOf(deployment), deployment);
    }

    /// <summary>The deployments that were given; none where folders are deployments.</summary>
    public IReadOnlyList<CameraDeployment> Known { get; }

    /// <summary>Folders as deployments, without places, and with clocks that were right.</summary>
    /// <param name="depth">
    /// How many folders, from the archive's own, name a deployment: 1 for <c>A01</c> of <c>A01/DCIM/100RECNX/1.jpg</c>, 2 for
    /// <c>A01/DCIM</c>. A file that lies less deep belongs to the deployment of its folder, and to none if it lies in the archive's folder
    /// itself. 0: the whole archive is one deployment.
    /// </param>
    /// <param name="archive">What that one is called.</param>
    /// <returns>The deployments.</returns>
    /// <exception cref="ArgumentException">The depth is negative, or the name is empty.</exception>
    public static CameraDeployments FromFolders(int depth = 1, string archive = "archive")
    {
        if (depth < 0)
            throw new ArgumentException($"The depth of the deployments' folders is {depth}; allowed: 0 or more.", nameof(depth));
        ArgumentException.ThrowIfNullOrWhiteSpace(archive);
        return new CameraDeployments([], depth, depth == 0 ? new CameraDeployment { Id = archive } : null);
    }

    /// <summary>Deployments as a list.</summary>
    /// <param name="deployments">
    /// The deployments. A file belongs to the one whose <see cref="CameraDeployment.Folder"/>, or identifier where that is left out, is the
    /// file's folder or the nearest one above it.
    /// </param>
    /// <returns>The deployments.</returns>
    /// <exception cref="ArgumentException">Two have the same identifier or folder, or one ends before it begins.</exception>
    public static CameraDeployments Of(IEnumerable<CameraDeployment> deployments)
    {
        ArgumentNullException.ThrowIfNull(deployments);
        CameraDeployment[] all = [.. deployments];
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (CameraDeployment deployment in all)
        {
            if (string.IsNullOrWhiteSpace(deployment.Id))
                throw new ArgumentException("A deployment has no identifier; every one needs its own.", nameof(deployments));
            if (!ids.Add(deployment.Id))
                throw new ArgumentException($"There are two deployments '{deployment.Id}'; every one needs its own.", nameof(deployments));
            string folder = FolderOf(deployment);
            if (!folders.TryAdd(folder, deployment.Id))
                throw new ArgumentException(
                    $"The deployments '{folders[folder]}' and '{deployment.Id}' have the same folder '{folder}'.",
                    nameof(deployments)
                );
            if (deployment.End < deployment.Start)
                throw new ArgumentException(
                    FormattableString.Invariant(
                        $"The deployment '{deployment.Id}' ends at {deployment.End:s}, before it begins at {deployment.Start:s}."
                    ),
                    nameof(deployments)
                );
        }

        return new CameraDeployments(all);
    }

    /// <summary>Reads deployments from a CSV file, such as the deployments.csv of Camtrap DP.</summary>
    /// <param name="file">
    /// The file: UTF-8, with a first line that names its columns, whatever their capitals and order. 'Deployment' or 'deploymentID' is
    /// needed. The others are 'Folder', from the archive's, the identifier if left out; 'Site', 'locationID' or 'locationName';
    /// 'Latitude' and 'Longitude' in degrees; 'Start' or 'deploymentStart' and 'End' or 'deploymentEnd', such as 2024-05-01 or
    /// 2024-05-01T12:30:00, in local time, where a zone behind it is left out and an end without a time is the day's end; 'ClockOffset',
    /// which is added to the camera's times, such as -01:00:00 or +3.02:00:00 (3 days and 2 hours); or, in its place, 'WrongTime' and
    /// 'RightTime': what the camera's clock said at some moment, and what it should have said. Empty values are left out; other columns
    /// don't matter.
    /// </param>
    /// <returns>The deployments.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FormatException">A value can't be read, or contradicts another; the message names line and column.</exception>
    public static CameraDeployments Load(string file)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        IReadOnlyList<CameraDeployment> deployments = new DeploymentTable(file).Read();
        try
        {
            return Of(deployments);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"The list of deployments '{file}': {e.Message}", e);
        }
    }

    /// <summary>The deployment that a file belongs to; null if to none.</summary>
    /// <param name="file">The file's path relative to the archive's folder, with '/' between parts.</param>
    /// <returns>The deployment.</returns>
    public CameraDeployment? Find(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (_whole is not null)
            return _whole;
        string folder = Parent(file);
        if (_depth is { } depth)
        {
            int end = -1;
            for (int i = 0; i < depth && end < folder.Length; i++)
                end = folder.IndexOf('/', end + 1) is >= 0 and var next ? next : folder.Length;
            return folder.Length == 0 ? null : new CameraDeployment { Id = folder[..end] };
        }

        for (; ; folder = Parent(folder))
        {
            if (_byFolder.TryGetValue(folder, out CameraDeployment? found))
                return found;
            if (folder.Length == 0)
                return null;
        }
    }

    /// <summary>A file with its deployment and site, and its time by a right clock.</summary>
    /// <param name="media">The file with the time that its camera wrote.</param>
    /// <returns>The file with both. A time that the offset moves out of the calendar is left out.</returns>
    public CameraTrapMedia Place(CameraTrapMedia media)
    {
        ArgumentNullException.ThrowIfNull(media);
        if (Find(media.File) is not { } deployment)
            return media;
        DateTime? time = media.Timestamp;
        if (time is { } written && deployment.ClockOffset != TimeSpan.Zero)
        {
            long ticks = written.Ticks + deployment.ClockOffset.Ticks;
            time = ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? new DateTime(ticks) : null;
        }

        return media with
        {
            Deployment = deployment.Id,
            Site = deployment.Site,
            Timestamp = time,
        };
    }

    private static string FolderOf(CameraDeployment deployment)
    {
        string folder = (deployment.Folder ?? deployment.Id).Replace('\\', '/');
        return folder is "." or "./" ? "" : folder.Trim('/');
    }

    private static string Parent(string path) => path.LastIndexOf('/') is >= 0 and var end ? path[..end] : "";
}
