using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.CameraTraps.Formats;

/// <summary>What a format asks of the photos that it takes, as they come.</summary>
/// <param name="format">What the format is called.</param>
internal sealed class MediaCheck(string format)
{
    // Hashes of 64 bits: of a million names, two have the same with a probability of 3 in 100 million.
    private readonly HashSet<ulong> _seen = [];
    private readonly HashSet<ulong> _begun = [];
    private string? _current;

    /// <summary>What else the format asks of a photo: throws an <see cref="ArgumentException"/>; null for nothing.</summary>
    public Action<CameraTrapMedia>? Rule { get; init; }

    /// <summary>What names the photos that have to follow each other; null, or a function that gives null, for none.</summary>
    public Func<CameraTrapMedia, string?>? Group { get; init; }

    /// <summary>What a group is called.</summary>
    public string GroupName { get; init; } = "";

    /// <summary>The same check, of photos from the first on.</summary>
    public MediaCheck Fresh() =>
        new(format)
        {
            Rule = Rule,
            Group = Group,
            GroupName = GroupName,
        };

    /// <exception cref="ArgumentException">The format can't hold the photo.</exception>
    public void Add(CameraTrapMedia media)
    {
        if (media.File.Length == 0)
            throw new ArgumentException($"{format} takes photos with a name; one has none.");
        if (media.File.AsSpan().IndexOfAny('\\', '\0') is >= 0 and int at)
        {
            string what =
                media.File[at] == '\\' ? "a backslash, which other programs take for the end of a folder's name" : "a character of code 0";
            throw new ArgumentException($"The photo '{media.File.Replace('\0', '?')}' has {what} in its name; rename it.");
        }

        if (!_seen.Add(Hash(media.File, media.Frame ?? -1)))
        {
            string which = media.Frame is { } frame ? $"Frame {frame} of '{media.File}'" : $"The photo '{media.File}'";
            throw new ArgumentException($"{which} comes twice; {format} takes each once.");
        }

        Rule?.Invoke(media);
        string? group = Group?.Invoke(media);
        if (group == _current)
            return;
        _current = group;
        if (group is not null && !_begun.Add(Hash(group, -1)))
        {
            throw new ArgumentException(
                $"'{media.File}' belongs to the {GroupName} '{group}', and others come between its photos; {format} takes those of one "
                    + $"{GroupName} one after the other. Sort the list by deployment and time."
            );
        }
    }

    private static ulong Hash(string text, int number) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()), number);
}
