namespace MLNet.ConvExtensions.Hub;

/// <summary>Room on a disk.</summary>
internal static class DiskSpace
{
    /// <summary>The bytes that are free where a folder is; null where the system can't tell, as for a share of a network.</summary>
    public static long? Of(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
