using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace MLNet.ConvExtensions.Training.Native;

/// <summary>Finds TorchSharp's native library and libtorch, and opens them where TorchSharp alone couldn't.</summary>
internal sealed record TorchLoader
{
    /// <summary>What an application that trains on processors references.</summary>
    private const string Package = "TorchSharp-cpu";

    private const string Torch = "libtorch_cpu.so";

    private static readonly string Release = typeof(TorchSharp.torch).Assembly.GetName().Version!.ToString(3);

    /// <summary>Where native files are.</summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>Those of them that are the application's.</summary>
    public required IReadOnlyList<string> OwnFolders { get; init; }

    /// <summary>The folder of the libtorch that the user names; null for the application's own.</summary>
    public required string? Named { get; init; }

    /// <summary>Where a changed copy is kept; asked for where one is needed.</summary>
    public required Func<string> Cache { get; init; }

    /// <summary>The system's C++ library on Linux.</summary>
    public required string? Cpp { get; init; }

    /// <summary>The system's C library on Linux.</summary>
    public required Version? Glibc { get; init; }

    /// <summary>How it is here.</summary>
    public static TorchLoader Here =>
        new()
        {
            Folders = NativeFolders.All(typeof(TorchSharp.torch).Assembly.Location),
            OwnFolders = NativeFolders.Own(typeof(TorchSharp.torch).Assembly.Location),
            Named = Environment.GetEnvironmentVariable(TorchLibrary.FolderVariable) is { Length: > 0 } folder
                ? Path.GetFullPath(folder)
                : null,
            Cache = OperatingSystem.IsLinux() ? PrivateFolder.Default : () => "",
            Cpp = OperatingSystem.IsLinux() ? SystemLibraries.FindCpp() : null,
            Glibc = OperatingSystem.IsLinux() ? SystemLibraries.FindGlibc() : null,
        };

    /// <summary>Whether the libtorch that is open has CUDA.</summary>
    public static bool HasCuda => IsOpen("torch_cuda");

    private static string FileName(string library) =>
        OperatingSystem.IsWindows() ? library + ".dll"
        : OperatingSystem.IsMacOS() ? $"lib{library}.dylib"
        : $"lib{library}.so";

    /// <summary>Opens what TorchSharp can't open itself, and checks that it will find the rest.</summary>
    /// <returns>What was done, for the log; null where there was nothing to do.</returns>
    /// <exception cref="NativeLibraryException">It can't be opened.</exception>
    public string? Open()
    {
        if (Named is not null && !OperatingSystem.IsLinux())
            throw new NativeLibraryException($"{TorchLibrary.FolderVariable} is '{Named}'; allowed: nothing, except on Linux.");
        if (IsOpen("LibTorchSharp"))
        {
            if (Named is not null && OperatingSystem.IsLinux())
                RequireNamed(Named);
            return null;
        }

        string library =
            NativeFolders.Find(Folders, FileName("LibTorchSharp"))
            ?? throw new NativeLibraryException(
                $"TorchSharp {Release} has no native library for {RuntimeInformation.RuntimeIdentifier} in this application. "
                    + $"It runs on linux-x64, win-x64 and osx-arm64; there, add the package {Package} {Release}, and publish for that "
                    + "platform."
            );
        if (Named is not null && OperatingSystem.IsLinux())
            return OpenNamed(library, Named);
        // One that the system has somewhere is of another version.
        if (NativeFolders.Find(Folders, FileName("torch_cpu")) is null && !IsOpen("torch_cpu"))
        {
            throw new NativeLibraryException(
                $"Training needs libtorch, which this application doesn't have: add the package {Package} {Release}, "
                    + "or TorchSharp-cuda-linux or TorchSharp-cuda-windows in the same version; on Linux the variable "
                    + $"{TorchLibrary.FolderVariable} can name the folder of another one, such as that of Python's torch."
            );
        }

        return OperatingSystem.IsLinux() ? OpenOnLinux(library) : null;
    }

    /// <summary>A copy of TorchSharp's native library that asks for versions that the system has.</summary>
    /// <param name="library">The file.</param>
    /// <returns>The copy, and the versions that are missing; nothing where none is.</returns>
    /// <exception cref="NativeLibraryException">Versions are missing, and no copy can be made.</exception>
    [SupportedOSPlatform("linux")]
    internal (string Path, IReadOnlyList<string> Missing)? Prepare(string library)
    {
        byte[] bytes = File.ReadAllBytes(library);
        IReadOnlyList<ElfVersionNeed> missing = Missing(new ElfLibrary(bytes, library), out string found);
        if (missing.Count == 0)
            return null;
        string[] names = [.. missing.Select(m => m.Version)];
        KnownLibrary known =
            KnownLibrary.Find(bytes) ?? throw TooOld(names, found, $"'{library}' is not a file that is known to run with less");
        try
        {
            OlderVersions.Put(bytes, library, known.Symbols, missing);
            string hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
            return (PrivateFolder.Put(Cache(), $"libLibTorchSharp-{known.TorchSharp}-{hash[..16]}.so", bytes), names);
        }
        catch (InvalidDataException e)
        {
            throw TooOld(names, found, e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            const string Instead = "Name another cache folder of your own with the variable XDG_CACHE_HOME";
            throw TooOld(names, found, $"the copy that runs with it can't be kept: {e.Message} {Instead}", e);
        }
    }

    [SupportedOSPlatform("linux")]
    private string? OpenOnLinux(string library)
    {
        if (Prepare(library) is not { } copy)
            return null;
        // The copy's own folder has no libtorch beside it. Of the CUDA packages the file that they add comes before the one that needs it.
        foreach (string name in (string[])["c10", "torch_cpu", "torch_cuda", "torch"])
        {
            if (NativeFolders.Find(Folders, FileName(name)) is { } path)
                Load(path);
            else if (name != "torch_cuda" && !IsOpen(name))
                throw new NativeLibraryException(
                    $"This application's libtorch lacks '{FileName(name)}': add the package {Package} {Release}."
                );
        }

        Load(copy.Path);
        return Told(copy);
    }

    private static string Told((string Path, IReadOnlyList<string> Missing) copy) =>
        $"This system's libstdc++ lacks {string.Join(", ", copy.Missing)}: "
        + $"TorchSharp {Release} runs on '{copy.Path}', a copy of its native library that does without.";

    [SupportedOSPlatform("linux")]
    private string OpenNamed(string library, string folder)
    {
        // TorchSharp opens the application's by its path, and a second libtorch in a process ends it.
        if (NativeFolders.Find(OwnFolders, Torch) is { } own && Path.GetDirectoryName(own) != folder)
        {
            throw new NativeLibraryException(
                $"{TorchLibrary.FolderVariable} is '{folder}', but this application has a libtorch of its own, '{own}', and two don't run "
                    + $"in one program: publish it without the package {Package}."
            );
        }

        if (IsOpen("torch_cpu"))
            RequireNamed(folder);
        (string Path, IReadOnlyList<string> Missing)? copy = Prepare(library);
        string opened = copy?.Path ?? library;
        Version version = new NamedTorch(folder, Release).Open(Load, new ElfLibrary(File.ReadAllBytes(opened), opened));
        Load(opened);
        string told = $"TorchSharp {Release} runs on libtorch {version} of '{folder}'.";
        return copy is { } made ? $"{told} {Told(made)}" : told;
    }

    // What is open stays open.
    [SupportedOSPlatform("linux")]
    private static void RequireNamed(string folder)
    {
        if (!SystemLibraries.IsOpen(Path.Combine(folder, Torch)))
        {
            throw new NativeLibraryException(
                $"{TorchLibrary.FolderVariable} is '{folder}', but this program has opened '{SystemLibraries.Find(Torch)}' before: "
                    + "set the variable before the program starts."
            );
        }
    }

    private static bool IsOpen(string library) =>
        OperatingSystem.IsLinux() ? SystemLibraries.IsOpen(FileName(library)) : NativeLibrary.TryLoad(FileName(library), out _);

    private nint Load(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            string why = e.Message.ReplaceLineEndings(" ").Trim();
            throw new NativeLibraryException(
                $"TorchSharp {Release} can't be opened: '{path}' doesn't load on this system (glibc {Glibc}): {why}",
                e
            );
        }
    }

    private IReadOnlyList<ElfVersionNeed> Missing(ElfLibrary library, out string found)
    {
        Version? glibc = Newest(library.Needs.Select(n => n.Version), "GLIBC_");
        if (Glibc is null || Glibc < glibc)
        {
            string has = Glibc is null ? "another C library" : $"glibc {Glibc}";
            throw new NativeLibraryException($"TorchSharp {Release} needs glibc {glibc} or newer; this system has {has}. {Systems}");
        }

        if (Cpp is null)
            throw new NativeLibraryException($"TorchSharp {Release} needs {SystemLibraries.Cpp}, which this system lacks. {Systems}");
        IReadOnlySet<string> there = new ElfLibrary(File.ReadAllBytes(Cpp), Cpp).Definitions();
        found = $"'{Cpp}' ends at GLIBCXX_{Newest(there, "GLIBCXX_")}";
        return [.. library.Needs.Where(n => n.Library == SystemLibraries.Cpp && !there.Contains(n.Version))];
    }

    private static Version? Newest(IEnumerable<string> versions, string family) =>
        versions
            .Where(v => v.StartsWith(family, StringComparison.Ordinal))
            .Max(v => Version.TryParse(v.AsSpan(family.Length), out Version? version) ? version : null);

    private static NativeLibraryException TooOld(string[] missing, string found, string why, Exception? cause = null) =>
        new(
            $"TorchSharp {Release} needs a libstdc++ with {string.Join(" and ", missing)}, but this system's {found}, and {why}. {Systems}",
            cause!
        );

    private static string Systems =>
        "Debian 13, Ubuntu 24.04, RHEL 10 and newer ones run it as it is; Debian 12, Ubuntu 22.04 and RHEL 9 run "
        + $"{string.Join(", ", KnownLibrary.All.Select(k => $"the package {Package} {k.TorchSharp}"))}.";
}
