namespace MLNet.ConvExtensions.Insight.Maps;

/// <summary>What a map is coloured by: each point's class, or what a model says of it.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Names">The groups' names, in their order.</param>
/// <param name="Of">Each point's group.</param>
internal sealed record PointGroups(string Title, string[] Names, int[] Of)
{
    public static PointGroups By(string title, IReadOnlyList<string> values)
    {
        string[] names = [.. values.Distinct().Order(StringComparer.Ordinal)];
        Dictionary<string, int> places = names.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i);
        return new PointGroups(title, names, [.. values.Select(v => places[v])]);
    }
}
