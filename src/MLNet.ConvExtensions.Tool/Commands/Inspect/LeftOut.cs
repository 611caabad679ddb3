using System.Text.Json;
using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Commands.Inspect;

/// <summary>Kinds of findings by their names in the tables: <c>wrong-label,empty</c>.</summary>
internal static class LeftOut
{
    private const string None = "none";

    public static string All { get; } = Write(Enum.GetValues<ImageFindingKind>());

    public static string Write(IEnumerable<ImageFindingKind> kinds) => string.Join(',', kinds.Select(Name));

    /// <exception cref="UsageException">There is no such kind.</exception>
    public static IReadOnlyCollection<ImageFindingKind> Parse(string text)
    {
        if (text == None)
            return [];
        Dictionary<string, ImageFindingKind> kinds = Enum.GetValues<ImageFindingKind>().ToDictionary(Name);
        return
        [
            .. text.Split(',', StringSplitOptions.TrimEntries)
                .Select(name =>
                    kinds.TryGetValue(name, out ImageFindingKind kind)
                        ? kind
                        : throw new UsageException($"--leave-out has '{name}'; allowed: {None}, or {All}.")
                ),
        ];
    }

    public static string Name(ImageFindingKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());
}
