using System.Globalization;

namespace MLNet.ConvExtensions.CameraTraps.Formats.MegaDetector;

/// <summary>Numbers for names, in the order in which they come, from 1; in the file they are text.</summary>
internal sealed class Numbering
{
    private readonly Dictionary<string, string> _numbers = [];

    public Numbering(IEnumerable<string> names)
    {
        foreach (string name in names)
            Of(name);
    }

    public IEnumerable<KeyValuePair<string, string>> All => _numbers;

    public bool Has(string name) => _numbers.ContainsKey(name);

    public string Of(string name)
    {
        if (!_numbers.TryGetValue(name, out string? number))
            _numbers.Add(name, number = (_numbers.Count + 1).ToString(CultureInfo.InvariantCulture));
        return number;
    }
}
