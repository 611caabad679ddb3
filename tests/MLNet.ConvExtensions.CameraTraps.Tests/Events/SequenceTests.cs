using System.IO.Compression;
using System.Text.Json;

namespace MLNet.ConvExtensions.CameraTraps.Tests.Events;

/// <summary>A thousand random sequences, with what plain Python says of them (sequences.py).</summary>
public sealed class SequenceTests
{
    private static readonly DateTime Day = new(2023, 7, 14);

    [Fact]
    public void Events_are_those_of_python_on_a_thousand_sequences() =>
        ForEach(sequence =>
        {
            CameraTrapImage[] photos = Photos(sequence);
            IReadOnlyList<CameraTrapMedia> assigned = CameraTrapEvents.Assign(photos.Select(p => p.Media), Gap(sequence));
            string[] expected =
            [
                .. sequence.GetProperty("begun").EnumerateArray().Select((b, i) => $"{photos[i].Media.Deployment} {Time(b.GetInt32()):s}"),
            ];
            Assert.Equal(expected, assigned.Select(m => m.Event));
        });

    [Theory]
    [InlineData(BurstRule.Average, 0)]
    [InlineData(BurstRule.Maximum, 1)]
    [InlineData(BurstRule.Smoothing, 2)]
    public void Labels_and_counts_are_those_of_python_on_a_thousand_sequences(BurstRule rule, int place) =>
        ForEach(sequence =>
        {
            CameraTrapImage[] photos = Photos(sequence);
            IReadOnlyList<CameraTrapMedia> assigned = CameraTrapEvents.Assign(photos.Select(p => p.Media), Gap(sequence));
            IEnumerable<CameraTrapImage> sorted = photos
                .Select((p, i) => p with { Media = assigned[i] })
                .OrderBy(p => p.Media.Deployment, StringComparer.Ordinal)
                .ThenBy(p => p.Media.Timestamp);
            CameraTrapEvent[] events = [.. CameraTrapEvents.Summarize(sorted, new CameraTrapEventOptions { Rule = rule })];
            JsonElement[] expected = [.. sequence.GetProperty("events").EnumerateArray().Select(e => e[place])];
            Assert.Equal(expected.Length, events.Length);
            for (int i = 0; i < events.Length; i++)
            {
                Assert.Equal(expected[i][0].GetString(), events[i].Label);
                Assert.Equal(expected[i][1].GetDouble() / 64, events[i].Confidence, 1e-6);
                Assert.Equal(
                    expected[i][2].EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32()),
                    events[i].Counts.ToDictionary()
                );
            }
        });

    [Theory]
    [InlineData(IndependenceRule.LastIndependentRecord, "counted")]
    [InlineData(IndependenceRule.LastRecord, "last")]
    public void Independent_records_are_those_of_python_on_a_thousand_sequences(IndependenceRule rule, string expected) =>
        ForEach(sequence =>
        {
            (CameraTrapImage Photo, int Place)[] records =
            [
                .. Photos(sequence).Select((p, i) => (p, i)).Where(r => r.p.Detections.Count > 0),
            ];
            bool[] independent = CameraTrapEvents.FindIndependent(
                [.. records.Select(r => (r.Photo.Media.Deployment!, Species(r.Photo.Detections[0]), r.Photo.Media.Timestamp!.Value))],
                comparedTo: rule
            );
            Assert.Equal(
                sequence.GetProperty(expected).EnumerateArray().Select(e => e.GetInt32()),
                records.Where((_, i) => independent[i]).Select(r => r.Place)
            );
        });

    private static string Species(CameraTrapDetection detection) =>
        detection.Classes.Count > 0 ? detection.Classes[0].Name : detection.Category;

    private static void ForEach(Action<JsonElement> check)
    {
        using var file = new GZipStream(
            File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Events", "sequences.json.gz")),
            CompressionMode.Decompress
        );
        using JsonDocument document = JsonDocument.Parse(file);
        Assert.Equal(1000, document.RootElement.GetArrayLength());
        foreach (JsonElement sequence in document.RootElement.EnumerateArray())
            check(sequence);
    }

    private static TimeSpan Gap(JsonElement sequence) => TimeSpan.FromSeconds(sequence.GetProperty("gap").GetInt32());

    private static DateTime Time(int seconds) => Day.AddSeconds(seconds);

    private static CameraTrapImage[] Photos(JsonElement sequence) =>
        [
            .. sequence
                .GetProperty("photos")
                .EnumerateArray()
                .Select(
                    (photo, i) =>
                        new CameraTrapImage
                        {
                            Media = new CameraTrapMedia
                            {
                                File = $"{i}.jpg",
                                Deployment = photo[0].GetString(),
                                Timestamp = Time(photo[1].GetInt32()),
                            },
                            Detections = [.. photo[2].EnumerateArray().Select(Detection)],
                        }
                ),
        ];

    private static CameraTrapDetection Detection(JsonElement detection) =>
        new()
        {
            Confidence = detection[0].GetInt32() / 64f,
            Category = detection[1].GetString()!,
            Classes = [.. detection[2].EnumerateArray().Select(c => new ClassConfidence(c[0].GetString()!, c[1].GetInt32() / 64f))],
        };
}
