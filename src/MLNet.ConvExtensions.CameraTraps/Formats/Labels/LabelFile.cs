using System.Text.Json;
using MLNet.ConvExtensions.CameraTraps.Formats.Camtrap;
using MLNet.ConvExtensions.CameraTraps.Formats.Json;
using MLNet.ConvExtensions.CameraTraps.Formats.Tables;

namespace MLNet.ConvExtensions.CameraTraps.Formats.Labels;

/// <summary>Tells by its content which format a file has, and reads its photos.</summary>
internal static class LabelFile
{
    private static readonly string[] FileNames = ["file", "File"],
        LabelNames = ["label", "Label"];

    /// <param name="path">The file, or the folder of a Camtrap DP.</param>
    /// <param name="options">How labels are read.</param>
    /// <returns>The photos, and the confidence from which the file itself believes a detection.</returns>
    /// <exception cref="FormatException">It is of none of the formats.</exception>
    public static (IEnumerable<CameraTrapImage> Images, float? Threshold) Open(string path, CameraTrapLabelOptions options)
    {
        if (Directory.Exists(path) || Path.GetFileName(path) == CamtrapDescriptor.FileName)
            return (CamtrapPackage.Read(path), null);
        if (!File.Exists(path))
            throw new FileNotFoundException($"The file of labels '{path}' is not there.", path);
        if (RecordWriter.IsLines(path))
            return (CameraTrapJson.Read(path), null);
        if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return IsList(path) ? (CameraTrapJson.Read(path), null) : OfMegaDetector(path);
        return (OfTable(path, options), null);
    }

    private static bool IsList(string path)
    {
        using var json = new JsonFile(path);
        return json.First() == JsonTokenType.StartArray;
    }

    private static (IEnumerable<CameraTrapImage> Images, float? Threshold) OfMegaDetector(string path)
    {
        MegaDetectorHeader header = MegaDetectorFile.ReadHeader(path);
        return (MegaDetectorFile.Read(path), header.TypicalDetectionThreshold);
    }

    private static IEnumerable<CameraTrapImage> OfTable(string path, CameraTrapLabelOptions options)
    {
        using var table = CsvTable.Open(path);
        if (table.Find("RelativePath") >= 0)
        {
            string field = options.LabelColumnName ?? new TimelapseOptions().Fields[0].Name;
            var fields = new TimelapseOptions { Fields = [new TimelapseField(field, "class")], Categories = options.Categories };
            return TimelapseFile.Read(path, fields);
        }

        return options.LabelColumnName is null && table.Find("predicted") >= 0
            ? CameraTrapCsv.Read(path, options.Categories)
            : OfLabels(path, options);
    }

    /// <summary>A CSV file of files and labels.</summary>
    private static IEnumerable<CameraTrapImage> OfLabels(string path, CameraTrapLabelOptions options)
    {
        using var table = CsvTable.Open(path);
        int file = Either(table, FileNames),
            label = options.LabelColumnName is { } named ? table.Require(named) : Either(table, LabelNames),
            deployment = table.Find("Deployment"),
            site = table.Find("Site");
        while (table.Read())
        {
            var media = new CameraTrapMedia
            {
                File = table.Needed(file, "a photo").Replace('\\', '/'),
                Deployment = table.Text(deployment),
                Site = table.Text(site),
            };
            if (table.Text(label) is not { } name)
            {
                yield return new CameraTrapImage { Media = media with { Failure = "no label" } };
                continue;
            }

            ClassConfidence[] said = [new(name, 1)];
            string? category = options.Categories.CategoryOf(name);
            yield return category is null
                ? new CameraTrapImage { Media = media, Classes = said }
                : new CameraTrapImage { Media = media, Detections = [new CameraTrapDetection { Category = category, Classes = said }] };
        }
    }

    private static int Either(CsvTable table, string[] names) =>
        names.Select(table.Find).FirstOrDefault(c => c >= 0, -1) is >= 0 and int found ? found : table.Require(names[0]);
}
