using System.Globalization;
using MLNet.ConvExtensions.CameraTraps.Formats.Tables;

namespace MLNet.ConvExtensions.CameraTraps.Formats.Timelapse;

/// <summary>Reads rows of a template, as Timelapse exports them.</summary>
internal static class TimelapseReader
{
    private const string DateName = "Date",
        TimeName = "Time",
        DateAndTime = "dd-MMM-yyyy HH:mm:ss";

    public static IEnumerable<CameraTrapImage> Read(string path, TimelapseOptions options)
    {
        FieldContent.Require(options);
        using var table = CsvTable.Open(path);
        int file = table.Require(TimelapseWriter.Fixed[0]),
            folder = table.Require(TimelapseWriter.Fixed[1]),
            time = table.Find(TimelapseWriter.Fixed[2]);
        var columns = new Dictionary<string, int>();
        foreach (TimelapseField field in options.Fields)
            columns.TryAdd(field.Content, field.Content == FieldContent.Class ? table.Require(field.Name) : table.Find(field.Name));
        while (table.Read())
        {
            string name = table.Needed(file, "a photo");
            string parent = (table.Text(folder) ?? "").Replace('\\', '/').Trim('/');
            var media = new CameraTrapMedia
            {
                File = parent.Length == 0 ? name : $"{parent}/{name}",
                Timestamp = time >= 0 ? table.Time(time, DateAndTime) : Joined(table),
                Event = table.Text(At(FieldContent.Event)),
                Deployment = table.Text(At(FieldContent.Deployment)),
                Site = table.Text(At(FieldContent.Site)),
                Failure = table.Text(At(FieldContent.Failure)),
            };
            yield return media.Failure is null ? Labelled(media) : new CameraTrapImage { Media = media };
        }

        int At(string content) => columns.GetValueOrDefault(content, -1);

        CameraTrapImage Labelled(CameraTrapMedia media)
        {
            string? label = table.Text(At(FieldContent.Class))?.Trim() ?? OfFlags();
            if (string.IsNullOrEmpty(label))
                return new CameraTrapImage { Media = media with { Failure = "no label" } };
            string? category = table.Text(At(FieldContent.Category)) ?? options.Categories.CategoryOf(label);
            float? probability = table.Share(At(FieldContent.Probability));
            var said = new ClassConfidence(label, probability ?? 1);
            return new CameraTrapImage
            {
                Media = media,
                Classes = category is null ? [said] : [],
                Detections = category is null
                    ? []
                    :
                    [
                        new CameraTrapDetection
                        {
                            Category = category,
                            Confidence = said.Confidence,
                            Classes = label == category ? [] : [said],
                        },
                    ],
            };
        }

        string? OfFlags()
        {
            string[] set =
            [
                .. options
                    .Fields.Where(f => f.Content == FieldContent.Blank || FieldContent.IsFlagOfClass(f.Content))
                    .Where(f => table.Flag(table.Find(f.Name)) == true)
                    .Select(f =>
                        f.Content == FieldContent.Blank ? options.Categories.BlankClasses.FirstOrDefault() ?? f.Content : f.Content
                    )
                    .Distinct(),
            ];
            return set.Length <= 1
                ? set.FirstOrDefault()
                : throw table.Wrong($"has more than one flag that is true: {string.Join(", ", set)}; needed: one class for a photo");
        }
    }

    /// <summary>The time of two columns, which Timelapse writes where it is asked to.</summary>
    private static DateTime? Joined(CsvTable table)
    {
        int date = table.Find(DateName),
            time = table.Find(TimeName);
        if (table.Text(date) is not { } day || table.Text(time) is not { } hour)
            return null;
        return DateTime.TryParseExact(
            $"{day.Trim()} {hour.Trim()}",
            DateAndTime,
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out DateTime joined
        )
            ? joined
            : throw table.Wrong(date, "a date as 31-May-2024, and a time as 18:30:00");
    }
}
