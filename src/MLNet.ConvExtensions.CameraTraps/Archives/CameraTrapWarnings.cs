namespace MLNet.ConvExtensions;

/// <summary>What is wrong with a file of an archive.</summary>
[Flags]
public enum CameraTrapWarnings
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The file doesn't say when it was taken.</summary>
    NoTime = 1,

    /// <summary>It was taken later than is possible.</summary>
    Future = 2,

    /// <summary>It was taken before the year 2000, as a camera's clock says that lost its battery.</summary>
    Before2000 = 4,

    /// <summary>It was taken before its deployment began, or after it ended.</summary>
    OutsideDeployment = 8,

    /// <summary>It belongs to no deployment.</summary>
    NoDeployment = 16,

    /// <summary>Another file has the same content.</summary>
    Duplicate = 32,

    /// <summary>The file has 0 bytes.</summary>
    Empty = 64,

    /// <summary>It is no image that can be read.</summary>
    Unreadable = 128,

    /// <summary>It has more pixels than are allowed.</summary>
    TooLarge = 256,
}
