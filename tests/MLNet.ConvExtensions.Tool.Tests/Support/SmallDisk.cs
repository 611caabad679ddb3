using System.Diagnostics;

namespace MLNet.ConvExtensions.Tool.Tests.Support;

/// <summary>A disk of so many kilobytes in memory, at a folder of its own. Only root can make one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlnetconv-disk-");

    public SmallDisk(int kilobytes)
    {
        bool mounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", Path);
        if (!mounted)
            _folder.Delete();
        Skip.IfNot(mounted, "only root can make a small disk, and on Linux");
    }

    public string Path => _folder.FullName;

    /// <summary>Makes it larger or smaller; what lies on it stays.</summary>
    public void Resize(int kilobytes) => Assert.True(Run("mount", "-o", $"remount,size={kilobytes}k", Path));

    public void Dispose()
    {
        Assert.True(Run("umount", Path));
        _folder.Delete();
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
