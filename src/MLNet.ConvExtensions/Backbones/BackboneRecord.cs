using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>
/// What is known of one file of pretrained weights: where it comes from, how to tell that it is the right one, and what its images must
/// look like. <see cref="Backbone.All"/> lists those that this library knows; others can be described in the same way.
/// </summary>
public sealed record BackboneRecord
{
    /// <summary>The name to ask for it by, as in <see cref="Backbone.Named"/>: letters and digits, like <c>ResNet50</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The architecture, as the literature writes it.</summary>
    public required string Architecture { get; init; }

    /// <summary>Which weights of that architecture: who trained or published them, and their version.</summary>
    public required string Weights { get; init; }

    /// <summary>Where the ONNX file can be had. Addresses are tried in this order; all of them offer the same bytes.</summary>
    public required IReadOnlyList<Uri> Addresses { get; init; }

    /// <summary>The file's name in a cache folder or on a mirror. If left out, the last part of the first address.</summary>
    public string FileName
    {
        get => field ?? (Addresses is [var first, ..] ? Path.GetFileName(first.LocalPath) : "");
        init;
    }

    /// <summary>The SHA-256 of the file, 64 hexadecimal digits; null if nobody has published it.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The file's size in bytes; null if unknown.</summary>
    public long? Bytes { get; init; }

    /// <summary>The licence of the weights as their publisher states it, an SPDX name.</summary>
    public required string License { get; init; }

    /// <summary>
    /// The share of ImageNet's 50,000 validation images whose category the network names at first try, one centre crop, in percent,
    /// as the weights' publisher states it; null if unknown.
    /// </summary>
    public double? ImageNetTop1 { get; init; }

    /// <summary>Size, resizing, crop and normalisation that the weights were trained with.</summary>
    public required BackbonePreprocessing Preprocessing { get; init; }

    /// <summary>The layer whose output are the features; null to let the network's shape decide.</summary>
    public string? FeatureLayer { get; init; }

    /// <summary>The number of features that the feature layer gives when it is pooled; null if unknown.</summary>
    public int? FeatureCount { get; init; }

    /// <summary>
    /// The names of the categories, in the order of the network's outputs: <see cref="ImageNetClasses.Names"/> where the network was trained
    /// on ImageNet; null if they aren't known.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>
    /// Whether the right bytes are known. If not, the hash of the first download is written down beside the file, and every later
    /// one must have it too.
    /// </summary>
    public bool IsVerified => Sha256 is not null;

    internal void Validate()
    {
        this.Require(!string.IsNullOrWhiteSpace(Name), nameof(Name), Name, "a name");
        this.Require(
            Addresses is not null && Addresses.All(a => a is { IsAbsoluteUri: true, Scheme: "https" or "http" }),
            nameof(Addresses),
            Addresses is null ? null : string.Join(", ", Addresses),
            "absolute http or https addresses"
        );
        this.Require(
            FileName.Length > 0 && FileName == Path.GetFileName(FileName) && FileName is not ("." or ".."),
            nameof(FileName),
            FileName,
            "a file name without folders"
        );
        this.Require(
            Sha256 is null || (Sha256.Length == 64 && Sha256.All(char.IsAsciiHexDigit)),
            nameof(Sha256),
            Sha256,
            "64 hexadecimal digits, or null"
        );
        this.Require(Bytes is null or > 0, nameof(Bytes), Bytes, "1 or more, or null");
        ArgumentNullException.ThrowIfNull(Preprocessing);
        Preprocessing.Validate();
    }
}
