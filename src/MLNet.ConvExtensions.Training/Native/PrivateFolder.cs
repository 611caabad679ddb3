using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MLNet.ConvExtensions.Training.Native;

/// <summary>A folder that only the user who runs this program can write to.</summary>
[SupportedOSPlatform("linux")]
internal static partial class PrivateFolder
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int CurrentFolder = -100,
        LinkItself = 0x100,
        TypeModeAndOwner = 0x1 | 0x2 | 0x8;
    private const int TypeMask = 0xf000,
        FolderType = 0x4000,
        WriteByOthers = 0x12;

    /// <summary>In the user's cache folder: <c>XDG_CACHE_HOME</c> or <c>~/.cache</c>.</summary>
    /// <exception cref="IOException">The user has none.</exception>
    public static string Default()
    {
        string user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string cache =
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg && Path.IsPathFullyQualified(xdg) ? xdg
            : user.Length > 0 ? Path.Combine(user, ".cache")
            : throw new DirectoryNotFoundException("The user has no home folder, and so no cache folder.");
        return Path.Combine(cache, "mlnet-conv", "native");
    }

    /// <summary>Creates the folder where it isn't there, and checks whose it is.</summary>
    /// <exception cref="IOException">It can't be created, or isn't the user's alone.</exception>
    /// <exception cref="UnauthorizedAccessException">It can't be created.</exception>
    public static void Open(string folder)
    {
        Directory.CreateDirectory(folder, Owner);
        if (Status(CurrentFolder, folder, LinkItself, TypeModeAndOwner, out FileStatus status) != 0)
            throw new IOException($"The folder '{folder}' can't be looked at: {Marshal.GetLastPInvokeErrorMessage()}.");
        if ((status.Mode & TypeMask) != FolderType)
            throw new IOException($"'{folder}' is not a folder, but a link or a file.");
        uint user = EffectiveUser();
        if (status.Owner != user)
            throw new IOException($"The folder '{folder}' belongs to the user {status.Owner}, not to {user}, who runs this program.");
        if ((status.Mode & WriteByOthers) != 0)
        {
            string mode = Convert.ToString(status.Mode & 0xfff, 8);
            throw new IOException($"The folder '{folder}' can be written to by others: its mode is {mode}; allowed: 700.");
        }
    }

    /// <summary>Puts a file into such a folder, unless it is there already: whole, under its name, for the user alone.</summary>
    /// <returns>The file's path.</returns>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It can't be written.</exception>
    public static string Put(string folder, string name, byte[] contents)
    {
        Open(folder);
        string path = Path.Combine(folder, name);
        if (Holds(path, contents))
            return path;
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (
                var file = new FileStream(
                    temporary,
                    new FileStreamOptions
                    {
                        Mode = FileMode.CreateNew,
                        Access = FileAccess.Write,
                        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                    }
                )
            )
            {
                file.Write(contents);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        return path;
    }

    private static bool Holds(string path, byte[] contents) =>
        new FileInfo(path) is { Exists: true, LinkTarget: null } file
        && file.Length == contents.Length
        && File.ReadAllBytes(path).AsSpan().SequenceEqual(contents);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int folder, string path, int flags, uint mask, out FileStatus status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    /// <summary>The beginning of the system's struct statx, which is the same on all processors.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct FileStatus
    {
        [FieldOffset(20)]
        public readonly uint Owner;

        [FieldOffset(28)]
        public readonly ushort Mode;
    }
}
