using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MLNet.ConvExtensions.Training.Native;

/// <summary>The libtorch of a folder that the user names, such as that of Python's torch, in place of the application's own.</summary>
/// <param name="folder">The folder.</param>
/// <param name="release">The version of TorchSharp, for messages.</param>
[SupportedOSPlatform("linux")]
internal sealed class NamedTorch(string folder, string release)
{
    private const string VersionFunction = "aoti_torch_abi_version";

    /// <summary>In the order in which they need each other; a libtorch for processors alone lacks those of CUDA.</summary>
    private static readonly (string File, bool IsNeeded)[] Libraries =
    [
        ("libc10.so", true),
        ("libtorch_cpu.so", true),
        ("libc10_cuda.so", false),
        ("libtorch_cuda.so", false),
        ("libtorch.so", true),
    ];

    /// <summary>TorchSharp's native library is made for the first, and finds all that it asks for in the others.</summary>
    private static readonly Version[] Allowed = [new(2, 10), new(2, 11)];

    private static string Versions => string.Join(" or ", Allowed.Select(v => $"{v}"));

    /// <summary>Opens it.</summary>
    /// <param name="load">Opens a file, or says why it can't be.</param>
    /// <param name="torchSharp">TorchSharp's native library, which is to find all its symbols.</param>
    /// <returns>Its version.</returns>
    /// <exception cref="NativeLibraryException">It isn't there, or of another version.</exception>
    public Version Open(Func<string, nint> load, ElfLibrary torchSharp)
    {
        Check();
        var handles = new List<nint>();
        Version? version = null;
        foreach ((string file, _) in Libraries.Where(l => File.Exists(Path.Combine(folder, l.File))))
        {
            handles.Add(load(Path.Combine(folder, file)));
            version ??= file == "libtorch_cpu.so" ? RequireVersion(NumberOf(handles[^1])) : null;
        }

        if (MissingSymbol(torchSharp, handles) is { } missing)
            throw Refused($"whose libtorch {version} lacks '{missing}', which TorchSharp {release} calls");
        return version!;
    }

    /// <summary>A symbol that none of the libraries has; null where all are there.</summary>
    /// <param name="library">What asks for them.</param>
    /// <param name="handles">The libraries; those that they need are looked into as well.</param>
    internal static string? MissingSymbol(ElfLibrary library, IReadOnlyList<nint> handles) =>
        library
            .Imports()
            .Where(symbol => !symbol.IsWeak)
            .Select(symbol => symbol.Name)
            .FirstOrDefault(name => !handles.Any(handle => NativeLibrary.TryGetExport(handle, name, out _)));

    /// <summary>Whether libtorch runs with this TorchSharp.</summary>
    /// <param name="number">What its own function says: two bytes, and six for what is behind them; null where it has no such function.</param>
    /// <returns>The version.</returns>
    /// <exception cref="NativeLibraryException">It doesn't.</exception>
    internal Version RequireVersion(ulong? number)
    {
        if (number is not { } packed)
            throw Refused($"which has an older libtorch than {Allowed[0]}");
        var version = new Version((int)(packed >> 56), (int)((packed >> 48) & 0xff));
        return Allowed.Contains(version) ? version : throw Refused($"which has libtorch {version}");
    }

    private static unsafe ulong? NumberOf(nint library) =>
        NativeLibrary.TryGetExport(library, VersionFunction, out nint function) ? ((delegate* unmanaged<ulong>)function)() : null;

    private void Check()
    {
        if (!Directory.Exists(folder))
            throw Refused("and there is no such folder");
        if (Libraries.FirstOrDefault(l => l.IsNeeded && !File.Exists(Path.Combine(folder, l.File))) is { File: { } missing })
        {
            string? inside = ((string[])["lib", "torch/lib"])
                .Select(name => Path.Combine(folder, name))
                .FirstOrDefault(path => File.Exists(Path.Combine(path, "libtorch_cpu.so")));
            throw Refused($"which lacks '{missing}'" + (inside is null ? "" : $" ('{inside}' has it)"));
        }
    }

    private NativeLibraryException Refused(string why) =>
        new(
            $"{TorchLibrary.FolderVariable} is '{folder}', {why}; allowed: the folder of libtorch {Versions}, "
                + $"such as 'torch/lib' of Python's torch, for TorchSharp {release}."
        );
}
