namespace MLNet.ConvExtensions.CameraTraps.Formats.Camtrap;

/// <summary>A deployment, and what its photos tell of it.</summary>
internal sealed class DeploymentSpan(CameraDeployment deployment)
{
    private DateTime? _first,
        _last;

    public CameraDeployment Deployment => deployment;

    public DateTime? Start => deployment.Start ?? _first;

    public DateTime? End => deployment.End ?? _last;

    /// <summary>The camera's serial number, of the first photo that has one.</summary>
    public string? CameraSerial { get; private set; }

    /// <summary>The camera's maker and model, of the first photo that has one.</summary>
    public string? CameraModel { get; private set; }

    /// <summary>Whether a photo doesn't say when it was taken.</summary>
    public bool HasUntimed { get; private set; }

    public void Add(CameraTrapMedia media)
    {
        HasUntimed |= media.Timestamp is null;
        CameraSerial ??= media.CameraSerial;
        if (media.CameraModel is not null || media.CameraMake is not null)
            CameraModel ??= string.Join('-', new[] { media.CameraMake, media.CameraModel }.OfType<string>());
        if (media.Timestamp is not { } time)
            return;
        _first = _first is { } first && first <= time ? first : time;
        _last = _last is { } last && last >= time ? last : time;
    }
}
