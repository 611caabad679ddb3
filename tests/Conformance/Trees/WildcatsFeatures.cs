using System.Globalization;
using Microsoft.ML.Data;
using Xunit;

namespace Conformance.Trees;

/// <summary>The features of the wildcats photos and what ML.NET's trainers score on them, from the shared data.</summary>
internal sealed class WildcatsFeatures
{
    private readonly Row[] _rows;
    private readonly Dictionary<string, double> _reference;

    private WildcatsFeatures(string folder)
    {
        string[] names = File.ReadAllLines(Path.Combine(folder, "wildcats_mobilenetv2_features_names.txt"));
        byte[] array = File.ReadAllBytes(Path.Combine(folder, "wildcats_mobilenetv2_features_f16.npy"));
        ReadOnlySpan<byte> values = array.AsSpan(10 + BitConverter.ToUInt16(array, 8));
        _rows = new Row[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            string name = names[i].Split('/')[0];
            _rows[i] = new Row { Name = name, Label = name == "snow_leopard" };
            for (int j = 0; j < Row.Size; j++)
                _rows[i].Features[j] = (float)BitConverter.ToHalf(values.Slice(2 * (i * Row.Size + j), 2));
        }

        _reference = File.ReadLines(Path.Combine(folder, "wildcats_mlnet_reference.csv"))
            .Skip(1)
            .Select(line => line.Split(','))
            .ToDictionary(p => string.Join(',', p[..3]), p => double.Parse(p[3], CultureInfo.InvariantCulture));
    }

    public static WildcatsFeatures LoadOrSkip()
    {
        string? folder = Candidates().FirstOrDefault(f => File.Exists(Path.Combine(f, "wildcats_mlnet_reference.csv")));
        Skip.If(folder is null, "The shared data are not there; set MLNETCONV_SHARED to their folder.");
        return new WildcatsFeatures(folder!);
    }

    public IEnumerable<Row> Rows(int remainder) => _rows.Where((_, i) => i % 2 == remainder);

    public double Reference(string task, string trainer, string metric) => _reference[$"{task},{trainer},{metric}"];

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("MLNETCONV_SHARED") is { Length: > 0 } shared)
            yield return Path.Combine(shared, "golden");
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
                yield return Path.Combine(folder.FullName, "..", "shared", "golden");
        }
    }

    internal sealed class Row
    {
        public const int Size = 1280;

        public string Name { get; set; } = "";

        public bool Label { get; set; }

        [VectorType(Size)]
        public float[] Features { get; set; } = new float[Size];
    }
}
