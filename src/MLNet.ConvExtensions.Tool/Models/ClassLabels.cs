using System.Text.RegularExpressions;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>The names of a network's categories: those that come with it, those of ImageNet, or a file's.</summary>
internal sealed partial class ClassLabels
{
    /// <summary>What names ImageNet's categories, where a file would stand.</summary>
    public const string ImageNet = "imagenet";

    /// <summary>Networks trained with TensorFlow have one more category, the first, which is none of ImageNet's.</summary>
    private const string Background = "background";

    private readonly Backbone _backbone;
    private readonly string _source;

    private ClassLabels(Backbone backbone, string source)
    {
        _backbone = backbone;
        _source = source;
    }

    /// <summary>The network with these names.</summary>
    public Backbone Backbone => _backbone;

    /// <summary>How many names there are; null where none are known.</summary>
    public int? Count => _backbone.ClassNames?.Count;

    /// <param name="labels">
    /// A file with a name a line, in the order of the network's outputs, perhaps with WordNet ids in front; 'imagenet'; or null for the names
    /// that come with the network.
    /// </param>
    /// <param name="backbone">The network.</param>
    /// <exception cref="ArgumentException">The file has no names.</exception>
    public static ClassLabels Of(string? labels, Backbone backbone) =>
        labels switch
        {
            null => new ClassLabels(backbone, $"The record of '{backbone}'"),
            ImageNet => new ClassLabels(backbone.WithClassNames(ImageNetClasses.Names), "ImageNet"),
            _ => new ClassLabels(Named(backbone, labels), $"'{Path.GetFullPath(labels)}'"),
        };

    /// <summary>The names of a network's categories, or their numbers where names are not known.</summary>
    /// <param name="count">How many categories it has.</param>
    /// <exception cref="ArgumentException">There is another number of names.</exception>
    public string[] For(int count) =>
        Offset(count) switch
        {
            0 => [.. _backbone.ClassNames!],
            1 => [Background, .. _backbone.ClassNames!],
            _ => [.. Enumerable.Range(0, count).Select(c => $"class {c}")],
        };

    /// <summary>The category that somebody means by its name, number or WordNet id.</summary>
    /// <param name="text">What is meant.</param>
    /// <param name="count">How many categories the network has.</param>
    /// <exception cref="ArgumentException">There is none, or more than one.</exception>
    public int Find(string text, int count) =>
        Offset(count) is { } offset
            ? offset + _backbone.FindClass(text)
            : _backbone.WithClassNames([.. Enumerable.Range(0, count).Select(c => $"class {c}")]).FindClass(text);

    /// <summary>How many categories stand before those that have names; null where none have.</summary>
    private int? Offset(int count)
    {
        if (Count is not { } names)
            return null;
        if (names == count || names == count - 1)
            return count - names;
        throw new ArgumentException(
            $"{_source} has {names} names; '{_backbone}' has {count} categories, which {count} names fit, or {count - 1} if the "
                + $"first category is '{Background}'."
        );
    }

    private static Backbone Named(Backbone backbone, string file)
    {
        string[] names = Read(file);
        int empty = Array.FindIndex(names, n => n.Length == 0);
        if (names.Length > 0 && empty < 0)
            return backbone.WithClassNames(names);
        throw new ArgumentException(
            $"'{Path.GetFullPath(file)}' {(names.Length == 0 ? "has no names" : $"has no name in line {empty + 1}")}; "
                + $"needed: a name in each line, or --labels {ImageNet}."
        );
    }

    private static string[] Read(string file)
    {
        string[] lines = [.. File.ReadLines(file).Select(l => l.Trim())];
        lines = lines[..(Array.FindLastIndex(lines, l => l.Length > 0) + 1)];
        return lines.Length > 0 && lines.All(l => WordNetId().IsMatch(l)) ? [.. lines.Select(l => WordNetId().Replace(l, ""))] : lines;
    }

    [GeneratedRegex(@"^n\d{8}\s+(?=\S)")]
    private static partial Regex WordNetId();
}
