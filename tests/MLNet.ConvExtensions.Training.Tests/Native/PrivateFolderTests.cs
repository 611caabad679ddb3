using System.Runtime.Versioning;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Native;

namespace MLNet.ConvExtensions.Training.Tests.Native;

[SupportedOSPlatform("linux")]
public sealed class PrivateFolderTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly byte[] Contents = [1, 2, 3, 4];
    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder.File("native");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Folder_and_file_are_the_users_alone_and_nothing_temporary_stays()
    {
        Skip.IfNot(OperatingSystem.IsLinux());

        string path = PrivateFolder.Put(Folder, "library.so", Contents);

        Assert.Equal(Contents, File.ReadAllBytes(path));
        Assert.Equal(Owner, File.GetUnixFileMode(Folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFiles(Folder));
    }

    [SkippableFact]
    public void A_file_with_the_right_contents_is_used_as_it_is()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        string path = PrivateFolder.Put(Folder, "library.so", Contents);
        DateTime written = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, written);

        PrivateFolder.Put(Folder, "library.so", Contents);

        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
    }

    [SkippableTheory]
    [InlineData(new byte[] { 1, 2, 3, 5 })]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[0])]
    public void A_damaged_file_is_written_again(byte[] damaged)
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        Directory.CreateDirectory(Folder, Owner);
        File.WriteAllBytes(Path.Combine(Folder, "library.so"), damaged);

        Assert.Equal(Contents, File.ReadAllBytes(PrivateFolder.Put(Folder, "library.so", Contents)));
    }

    [SkippableFact]
    public void A_link_in_the_place_of_the_file_is_replaced_and_what_it_led_to_left_alone()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        Directory.CreateDirectory(Folder, Owner);
        string elsewhere = _folder.Write("elsewhere.so", Contents);
        File.CreateSymbolicLink(Path.Combine(Folder, "library.so"), elsewhere);

        string path = PrivateFolder.Put(Folder, "library.so", Contents);

        Assert.Null(new FileInfo(path).LinkTarget);
        Assert.Equal(Contents, File.ReadAllBytes(elsewhere));
    }

    [SkippableTheory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_folder_that_others_can_write_to_is_refused(UnixFileMode mode)
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        Directory.CreateDirectory(Folder);
        File.SetUnixFileMode(Folder, Owner | mode);

        IOException error = Assert.Throws<IOException>(() => PrivateFolder.Put(Folder, "library.so", Contents));

        Assert.Contains(Folder, error.Message, StringComparison.Ordinal);
        Assert.Contains("can be written to by others", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [SkippableFact]
    public void A_link_to_a_folder_is_refused()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        Directory.CreateSymbolicLink(Folder, Directory.CreateDirectory(_folder.File("other"), Owner).FullName);

        Assert.Contains("link", Assert.Throws<IOException>(() => PrivateFolder.Open(Folder)).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_folder_of_somebody_else_is_refused()
    {
        Skip.IfNot(OperatingSystem.IsLinux());

        // The first user's folders belong to him, who runs no tests but those of a machine that is thrown away; there this one is nobody's.
        string others = Environment.IsPrivilegedProcess ? Chowned() : "/";

        Assert.Contains(
            "belongs to the user",
            Assert.Throws<IOException>(() => PrivateFolder.Open(others)).Message,
            StringComparison.Ordinal
        );

        string Chowned()
        {
            Directory.CreateDirectory(Folder, Owner);
            using var process = System.Diagnostics.Process.Start("chown", ["65534", Folder]);
            process.WaitForExit();
            return Folder;
        }
    }

    [SkippableFact]
    public void Many_at_once_leave_one_whole_file()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        byte[] contents = new byte[1 << 20];
        Random.Shared.NextBytes(contents);

        Parallel.For(0, 16, _ => Assert.Equal(contents, File.ReadAllBytes(PrivateFolder.Put(Folder, "library.so", contents))));

        Assert.Single(Directory.GetFiles(Folder));
    }
}
