using System.Collections;
using Microsoft.ML.SearchSpace.Option;

namespace Microsoft.ML.SearchSpace;

/// <summary>Named options; their feature spaces stand one after the other, by name.</summary>
public class SearchSpace : OptionBase, IEnumerable<KeyValuePair<string, OptionBase>>
{
    private readonly Dictionary<string, OptionBase> _options = [];

    public int Count => _options.Count;

    public ICollection<string> Keys => _options.Keys;

    public override int FeatureSpaceDim => _options.Values.Sum(option => option.FeatureSpaceDim);

    public override double[] Default => [.. Ordered().SelectMany(entry => entry.Value.Default!)];

    public OptionBase this[string key]
    {
        get => _options[key];
        set => _options[key] = value;
    }

    public void Add(string key, OptionBase value) => _options.Add(key, value);

    public bool ContainsKey(string key) => _options.ContainsKey(key);

    public IEnumerator<KeyValuePair<string, OptionBase>> GetEnumerator() => _options.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override double[] MappingToFeatureSpace(Parameter parameter) =>
        [.. Ordered().SelectMany(entry => entry.Value.MappingToFeatureSpace(parameter[entry.Key]))];

    public override Parameter SampleFromFeatureSpace(double[] feature)
    {
        Parameter sample = Parameter.CreateNestedParameter();
        int from = 0;
        foreach ((string key, OptionBase option) in Ordered())
        {
            sample[key] = option.SampleFromFeatureSpace(feature[from..(from + option.FeatureSpaceDim)]);
            from += option.FeatureSpaceDim;
        }

        return sample;
    }

    private IEnumerable<KeyValuePair<string, OptionBase>> Ordered() => _options.OrderBy(entry => entry.Key);
}
