using System.Security.Cryptography;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.AutoML.Data;

/// <summary>Reads labels, groups and images' contents once, and finds duplicates.</summary>
internal sealed class LabelledRowsReader(IDataView data, FeatureComparisonOptions options, List<string> notes)
{
    private readonly List<string> _labels = [];
    private readonly List<string?> _groups = [];
    private readonly List<string> _names = [];
    private readonly List<string?> _hashes = [];

    public LabelledRows Read()
    {
        bool hasPaths = ReadColumns();
        List<string> classes = Classes();
        Dictionary<string, int> index = classes.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => c.i);
        int[] labels = [.. _labels.Select(l => index.GetValueOrDefault(l, -1))];
        return new LabelledRows
        {
            Source = data,
            Classes = classes,
            Labels = labels,
            Groups = Unite(labels),
            Names = [.. _names],
            HasImageFiles = hasPaths,
            HasGroups = options.GroupColumnName is not null,
            Duplicates = Duplicates(labels),
            Fingerprint = Fingerprint(),
            HasContents = Enumerable.Range(0, labels.Length).All(i => labels[i] < 0 || _hashes[i] is not null),
        };
    }

    private bool ReadColumns()
    {
        DataViewSchema.Column label = Column(options.LabelColumnName, nameof(options.LabelColumnName));
        DataViewSchema.Column? group = options.GroupColumnName is { } name ? Column(name, nameof(options.GroupColumnName)) : null;
        DataViewSchema.Column? image = data.Schema.GetColumnOrNull(options.ImageColumnName);
        bool paths = image?.Type is TextDataViewType,
            bytes = image?.Type is VectorDataViewType { ItemType.RawType: { } item } && item == typeof(byte);
        if (!paths && !bytes)
            notes.Add($"Duplicates were not looked for: there is no column '{options.ImageColumnName}' of paths or encoded images.");

        List<DataViewSchema.Column> columns = [label];
        if (group is { } g)
            columns.Add(g);
        if (paths || bytes)
            columns.Add(image!.Value);
        using DataViewRowCursor cursor = data.GetRowCursor(columns);
        Func<string> labelText = ColumnText.Reader(cursor, label),
            groupText = group is { } column ? ColumnText.Reader(cursor, column) : () => "";
        Func<string> imageText = paths ? ColumnText.Reader(cursor, image!.Value) : () => "";
        ValueGetter<VBuffer<byte>>? imageBytes = bytes ? cursor.GetGetter<VBuffer<byte>>(image!.Value) : null;
        VBuffer<byte> content = default;
        while (cursor.MoveNext())
        {
            _labels.Add(labelText());
            _groups.Add(groupText() is { Length: > 0 } text ? text : null);
            string path = imageText();
            _names.Add(path.Length > 0 ? path : $"row {cursor.Position + 1}");
            imageBytes?.Invoke(ref content);
            _hashes.Add(
                paths ? HashOfFile(path)
                : bytes ? Convert.ToHexStringLower(SHA256.HashData(content.DenseValues().ToArray()))
                : null
            );
        }

        return paths;
    }

    private DataViewSchema.Column Column(string name, string option) =>
        data.Schema.GetColumnOrNull(name)
        ?? throw new ArgumentException(
            $"{nameof(FeatureComparisonOptions)}.{option} is '{name}', but the data have no such column; they have "
                + $"{string.Join(", ", data.Schema.Select(c => c.Name))}.",
            option
        );

    private string? HashOfFile(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(Path.Combine(options.ImageFolder ?? "", path));
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The feature stages will say what is wrong with it.
            return null;
        }
    }

    private List<string> Classes()
    {
        int unlabelled = _labels.Count(l => l.Length == 0);
        if (unlabelled > 0)
            notes.Add($"{unlabelled} of {_labels.Count} images have no label and were left out.");
        Dictionary<string, int> counts = _labels.Where(l => l.Length > 0).GroupBy(l => l).ToDictionary(g => g.Key, g => g.Count());
        int least = options.NumberOfFolds + 1;
        List<string> small = [.. counts.Where(c => c.Value < least).Select(c => c.Key).Order(StringComparer.Ordinal)];
        if (small.Count > 0 && counts.Count > 1)
        {
            string which = string.Join(", ", small.Select(c => $"'{c}' ({counts[c]})"));
            if (!options.LeaveOutSmallClasses)
            {
                throw new FeatureComparisonException(
                    $"Too few images for {options.NumberOfFolds} folds and a test part, which take at least {least} of each class: "
                        + $"{which}. Add images, lower Folds, or leave such classes out by LeaveOutSmallClasses."
                );
            }

            notes.Add($"Classes with fewer than {least} images were left out: {which}.");
            small.ForEach(c => counts.Remove(c));
        }

        return counts.Count switch
        {
            >= 2 => [.. counts.Keys.Order(StringComparer.Ordinal)],
            1 => throw new FeatureComparisonException(
                $"Column '{options.LabelColumnName}' holds one class only, '{counts.Keys.Single()}'; a comparison takes two or more."
            ),
            _ => throw new FeatureComparisonException(
                $"There is no class in column '{options.LabelColumnName}' to compare features on ({_labels.Count} rows)."
            ),
        };
    }

    private List<DuplicateImages> Duplicates(int[] labels)
    {
        List<DuplicateImages> found =
        [
            .. Enumerable
                .Range(0, labels.Length)
                .Where(i => labels[i] >= 0 && _hashes[i] is not null)
                .GroupBy(i => _hashes[i])
                .Where(g => g.Count() > 1)
                .Select(g => new DuplicateImages([.. g.Select(i => _names[i])], [.. g.Select(i => _labels[i]).Distinct()])),
        ];
        if (found.Count > 0)
            notes.Add(
                $"{found.Sum(d => d.Images.Count)} images are copies of each other ({found.Count} different ones); copies were kept on "
                    + "one side of every split, since they inflate every score otherwise."
            );
        int contradictions = found.Count(d => d.Classes.Count > 1);
        if (contradictions > 0)
            notes.Add(
                $"{contradictions} images have copies with another label: "
                    + $"{string.Join("; ", found.Where(d => d.Classes.Count > 1).Take(3).Select(d => string.Join(" and ", d.Images) + " are " + string.Join(" and ", d.Classes)))}."
            );
        return found;
    }

    /// <summary>Joins rows of the same group or the same content, also over several steps.</summary>
    private int[] Unite(int[] labels)
    {
        int[] parent = [.. Enumerable.Range(0, labels.Length)];
        foreach (List<string?> keys in (List<string?>[])[_groups, _hashes])
        {
            var first = new Dictionary<string, int>();
            for (int i = 0; i < keys.Count; i++)
            {
                if (keys[i] is { } key && !first.TryAdd(key, i))
                    parent[Root(i)] = Root(first[key]);
            }
        }

        return [.. Enumerable.Range(0, labels.Length).Select(Root)];

        int Root(int i)
        {
            while (parent[i] != i)
                i = parent[i] = parent[parent[i]];
            return i;
        }
    }

    private string Fingerprint()
    {
        var text = new StringBuilder();
        for (int i = 0; i < _labels.Count; i++)
            text.Append(_names[i])
                .Append('\t')
                .Append(_labels[i])
                .Append('\t')
                .Append(_groups[i])
                .Append('\t')
                .Append(_hashes[i])
                .Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
