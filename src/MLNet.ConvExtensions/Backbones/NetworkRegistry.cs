using MLNet.ConvExtensions.Backbones;
using MLNet.ConvExtensions.Networks;

namespace MLNet.ConvExtensions;

/// <summary>
/// Every network that is known by name: those of <see cref="Architectures"/>, whose weights are still to be trained, and those of
/// <see cref="Backbone"/>, with published weights. What both know under one name is one entry.
/// </summary>
public static class NetworkRegistry
{
    /// <summary>All of them: what the library and its packages bring first, then by the alphabet.</summary>
    public static IReadOnlyList<NamedNetwork> All { get; } = List();

    /// <summary>The network of a name.</summary>
    /// <param name="name">The name, like <c>ResNet50</c>; case, spaces, hyphens, dots and underscores don't matter.</param>
    /// <exception cref="ArgumentException">There is none of that name; the message lists the nearest names.</exception>
    public static NamedNetwork Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        string key = BackboneRegistry.Key(name);
        return All.FirstOrDefault(n => BackboneRegistry.Key(n.Name) == key)
            ?? throw new ArgumentException(
                $"There is no network '{name}'. The nearest names are "
                    + $"{string.Join(", ", NearestNames.Of(name, All.Select(n => n.Name)).Select(n => $"'{n}'"))}; "
                    + "a network of your own is used from its file."
            );
    }

    private static NamedNetwork[] List()
    {
        Backbone[] inside = [Backbone.PackagedResNet18, Backbone.Embedded];
        ILookup<string, Backbone> trained = Backbone.All.ToLookup(b => BackboneRegistry.Key(b.Name));
        var designs = Architectures.All.Select(a => BackboneRegistry.Key(a.Name)).ToHashSet();
        return
        [
            .. inside.Select(b => new NamedNetwork(null, b)),
            .. Architectures
                .All.Select(a => new NamedNetwork(a, trained[BackboneRegistry.Key(a.Name)].FirstOrDefault()))
                .Concat(Backbone.All.Where(b => !designs.Contains(BackboneRegistry.Key(b.Name))).Select(b => new NamedNetwork(null, b)))
                .OrderBy(n => n.Name, StringComparer.OrdinalIgnoreCase),
        ];
    }
}
