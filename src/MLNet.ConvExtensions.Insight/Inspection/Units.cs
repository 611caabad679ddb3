using MLNet.ConvExtensions.Insight.Inspection.Copies;

namespace MLNet.ConvExtensions.Insight.Inspection;

/// <summary>What is independent of each other: photos, where copies and photos of a group count as one.</summary>
internal sealed class Units
{
    private readonly Groups _units;
    private readonly Dictionary<string, int> _counts;

    public Units(IReadOnlyList<InspectedImage> images, Groups copies)
    {
        _units = new Groups(images.Count);
        var first = new Dictionary<string, int>();
        for (int i = 0; i < images.Count; i++)
        {
            _units.Join(i, copies.Of(i));
            if (images[i].Group is { } group && !first.TryAdd(group, i))
                _units.Join(i, first[group]);
        }

        _counts = Enumerable
            .Range(0, images.Count)
            .Where(i => images[i].Label is not null && images[i].Error is null)
            .Select(i => (Label: images[i].Label!, Unit: Of(i)))
            .Distinct()
            .CountBy(u => u.Label)
            .ToDictionary();
    }

    /// <summary>The number of a photo's unit.</summary>
    public int Of(int image) => _units.Of(image);

    /// <summary>How many units have photos of a class that can be read.</summary>
    public int CountOf(string? label) => label is null ? 0 : _counts.GetValueOrDefault(label);
}
