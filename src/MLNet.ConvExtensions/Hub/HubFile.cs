namespace MLNet.ConvExtensions.Hub;

/// <summary>What the hub says of a file before it comes.</summary>
/// <param name="Commit">The commit that the revision is.</param>
/// <param name="Tag">The file's ETag: the SHA-256 of a large file, git's SHA-1 of a small one.</param>
/// <param name="Bytes">Its length; null where the hub doesn't say.</param>
/// <param name="Location">Where its bytes are.</param>
internal sealed record HubFile(string Commit, string Tag, long? Bytes, Uri Location)
{
    private const int Sha256Digits = 64,
        Sha1Digits = 40;

    public bool HasSha256 => Tag.Length == Sha256Digits && Tag.All(char.IsAsciiHexDigitLower);

    public bool HasGitHash => Tag.Length == Sha1Digits && Tag.All(char.IsAsciiHexDigitLower);
}
