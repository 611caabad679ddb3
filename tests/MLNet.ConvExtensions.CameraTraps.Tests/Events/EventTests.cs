namespace MLNet.ConvExtensions.CameraTraps.Tests.Events;

public sealed class EventTests
{
    private static readonly DateTime Noon = new(2023, 7, 14, 12, 0, 0);

    [Fact]
    public void A_photo_belongs_to_the_event_of_the_one_before_it_up_to_the_gap()
    {
        CameraTrapMedia[] photos = [Photo("A", 120), Photo("A", 0), Photo("B", 61), Photo("A", 60), Photo("A", 181)];
        Assert.Equal(
            ["A 2023-07-14T12:00:00", "A 2023-07-14T12:00:00", "B 2023-07-14T12:01:01", "A 2023-07-14T12:00:00", "A 2023-07-14T12:03:01"],
            CameraTrapEvents.Assign(photos).Select(p => p.Event)
        );
        Assert.Equal(
            ["A 2023-07-14T12:02:00", "A 2023-07-14T12:00:00", "B 2023-07-14T12:01:01", "A 2023-07-14T12:01:00", "A 2023-07-14T12:03:01"],
            CameraTrapEvents.Assign(photos, TimeSpan.FromSeconds(59)).Select(p => p.Event)
        );
    }

    [Fact]
    public void Photos_of_no_known_time_or_deployment_are_events_of_their_own()
    {
        CameraTrapMedia[] photos = [Photo("A", 0), Photo("A", 1) with { Timestamp = null }, Photo(null, 0), Photo(null, 1)];
        Assert.Equal(["A 2023-07-14T12:00:00", "A1.jpg", "0.jpg", "1.jpg"], CameraTrapEvents.Assign(photos).Select(p => p.Event));
        var clock = new EventClock(TimeSpan.FromSeconds(60));
        foreach (CameraTrapMedia photo in photos)
            clock.Add(photo.Deployment, photo.Timestamp);
        Assert.Equal((4, 4), (clock.Count, clock.EventCount));
        clock.Add("A", Noon.AddSeconds(59));
        Assert.Equal((5, 4), (clock.Count, clock.EventCount));
    }

    [Fact]
    public void A_negative_gap_is_refused() =>
        Assert.StartsWith(
            "The gap of events is -00:00:01",
            Assert.Throws<ArgumentException>(() => new EventClock(TimeSpan.FromSeconds(-1))).Message
        );

    [Fact]
    public void Smoothing_exchanges_the_classes_and_keeps_how_sure_they_are()
    {
        CameraTrapImage[] photos =
        [
            .. Enumerable.Repeat(Shows("deer", 0.9f, "elk", 0.1f), 4),
            Shows("elk", 0.6f, "deer", 0.3f),
            Shows("elk", 0.4f, "deer", 0.3f),
        ];
        IReadOnlyList<CameraTrapImage> smoothed = CameraTrapEvents.Smooth(photos);
        Assert.Equal([new("deer", 0.6f), new("elk", 0.3f)], smoothed[4].Detections[0].Classes);
        Assert.Equal([new("elk", 0.4f), new("deer", 0.3f)], smoothed[5].Detections[0].Classes);
    }

    [Fact]
    public void Each_event_is_smoothed_by_itself_as_photos_come()
    {
        CameraTrapImage[] photos =
        [
            .. Enumerable.Repeat(Of("first", Shows("deer", 0.9f, "elk", 0.1f)), 4),
            Of("first", Shows("elk", 0.6f, "deer", 0.3f)),
            Of("second", Shows("elk", 0.6f, "deer", 0.3f)),
            Of(null, Shows("elk", 0.6f, "deer", 0.3f)),
            Of(null, Shows("elk", 0.7f, "deer", 0.3f)),
        ];

        Assert.Equal(
            ["deer", "deer", "deer", "deer", "deer", "elk", "elk", "elk"],
            CameraTrapEvents.SmoothEach(photos).Select(p => p.Detections[0].Classes[0].Name)
        );
        Assert.StartsWith(
            "The photo '",
            Assert.Throws<InvalidOperationException>(() => CameraTrapEvents.SmoothEach([.. photos, photos[0]]).Count()).Message
        );

        static CameraTrapImage Of(string? name, CameraTrapImage photo) => photo with { Media = photo.Media with { Event = name } };
    }

    [Fact]
    public void People_are_not_made_animals_by_smoothing()
    {
        CameraTrapImage person = Shows("person", 0.9f, "deer", 0.1f);
        person = person with { Detections = [person.Detections[0] with { Category = "person" }] };
        CameraTrapImage[] photos = [.. Enumerable.Repeat(Shows("deer", 0.9f, "elk", 0.1f), 5), person];
        Assert.Equal("person", CameraTrapEvents.Smooth(photos)[5].Detections[0].Classes[0].Name);
    }

    [Fact]
    public void MaxN_is_the_most_of_a_class_in_one_photo()
    {
        CameraTrapDetection deer = Shows("deer", 0.9f, "elk", 0.1f).Detections[0];
        CameraTrapImage[] photos =
        [
            new() { Media = Photo("A", 0) with { Event = "e" }, Detections = [deer, deer] },
            new() { Media = Photo("A", 1) with { Event = "e" }, Detections = [deer, deer, deer, deer with { Confidence = 0.1f }] },
            new() { Media = Photo("A", 2) with { Event = "e" } },
        ];
        CameraTrapEvent found = CameraTrapEvents.Summarize(photos).Single();
        Assert.Equal(3, found.Counts["deer"]);
        Assert.Equal(("e", "A", Noon, Noon.AddSeconds(2), 3), (found.Name, found.Deployment, found.Start, found.End, found.Images));
    }

    [Fact]
    public void Photos_out_of_order_are_refused_by_name()
    {
        CameraTrapImage[] photos =
        [
            new() { Media = Photo("A", 0) with { Event = "e" } },
            new() { Media = Photo("B", 0) with { Event = "f" } },
            new() { Media = Photo("A", 1) with { Event = "e" } },
        ];
        Assert.Contains(
            "'A1.jpg' belongs to the event 'e', whose other photos came earlier",
            Assert.Throws<InvalidOperationException>(() => CameraTrapEvents.Summarize(photos).Count()).Message,
            StringComparison.Ordinal
        );
        photos = [photos[2], photos[0]];
        Assert.Contains(
            "'A0.jpg' was taken before 'A1.jpg'",
            Assert.Throws<InvalidOperationException>(() => CameraTrapEvents.Summarize(photos).Count()).Message,
            StringComparison.Ordinal
        );
        photos = [new() { Media = Photo("A", 0) }];
        Assert.Throws<ArgumentException>(() => CameraTrapEvents.Summarize(photos).Count());
    }

    [Fact]
    public void Records_at_least_half_an_hour_apart_are_independent()
    {
        (string, string, DateTime)[] records =
        [
            ("A", "fox", Noon),
            ("A", "fox", Noon.AddMinutes(20)),
            ("A", "fox", Noon.AddMinutes(30)),
            ("A", "fox", Noon.AddMinutes(59)),
            ("A", "deer", Noon.AddMinutes(59)),
            ("B", "fox", Noon.AddMinutes(59)),
        ];
        Assert.Equal([true, false, true, false, true, true], CameraTrapEvents.FindIndependent(records));
        Assert.Equal(
            [true, false, false, false, true, true],
            CameraTrapEvents.FindIndependent(records, comparedTo: IndependenceRule.LastRecord)
        );
        Assert.Throws<ArgumentException>(() => CameraTrapEvents.FindIndependent(records, TimeSpan.FromSeconds(-1)));
    }

    private static CameraTrapMedia Photo(string? deployment, int seconds) =>
        new()
        {
            File = $"{deployment}{seconds}.jpg",
            Deployment = deployment,
            Timestamp = Noon.AddSeconds(seconds),
        };

    private static CameraTrapImage Shows(string best, float sure, string next, float less) =>
        new() { Media = Photo("A", 0), Detections = [new() { Category = "animal", Classes = [new(best, sure), new(next, less)] }] };
}
