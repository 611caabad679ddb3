using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Commands.Predict;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Predict;

/// <summary>Predictions that go on where an earlier run was stopped.</summary>
public sealed class PredictionJournalTests : IDisposable
{
    private static readonly string[] Classes = ["ant", "bee", "cat", "dog"];

    private readonly TemporaryFolder _folder = new();
    private readonly string[] _photos;

    public PredictionJournalTests() => _photos = [.. Enumerable.Range(0, 9).Select(i => _folder.Write($"{i}.png", TestImages.Png(i)))];

    public void Dispose() => _folder.Dispose();

    private string Out => _folder.File("out.csv");

    [Theory]
    [InlineData("csv", null)]
    [InlineData("jsonl", "json")]
    public void A_killed_run_ends_up_with_the_bytes_of_a_run_that_was_left_alone(string extension, string? format)
    {
        string list = _folder.File("list.txt"),
            whole = _folder.File("whole." + extension),
            killed = _folder.File("killed." + extension),
            journal = killed + ".journal.jsonl";
        Age();
        string[] photos = [.. Enumerable.Range(0, 2000).Select(i => _folder.File($"photo{i}.png"))];
        for (int i = 0; i < photos.Length; i++)
            File.CreateSymbolicLink(photos[i], _photos[i % _photos.Length]);
        File.WriteAllLines(list, photos);
        string[] arguments = ["predict", "--images", list, "--backbone", ToolRun.Network];
        if (format is not null)
            arguments = [.. arguments, "--format", format];
        Assert.Equal(0, ToolRun.Of([.. arguments, "--out", whole]).ExitCode);

        using (var tool = new ToolProcess([.. arguments, "--out", killed]))
        {
            Assert.True(
                tool.WaitUntil(() => new FileInfo(journal) is { Exists: true, Length: > 1000 }),
                "it ended before it could be killed"
            );
            tool.Kill();
        }

        Assert.False(File.Exists(killed));
        ToolRun next = ToolRun.Of([.. arguments, "--out", killed]);
        Assert.Equal(0, next.ExitCode);
        Assert.Matches("An earlier run has predicted [1-9][0-9]* images; this one goes on from there.\n", next.Output);
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(killed));
        Assert.False(File.Exists(journal));
    }

    [Fact]
    public void What_was_said_is_said_again_without_the_model()
    {
        Age();
        var random = new Random(5);
        ImagePrediction[] said = [.. _photos.Select((_, i) => Some(random, i))];
        using (PredictionJournal journal = Begin())
            Assert.Equal(6, journal.Predict(_photos, paths => said.Take(paths.Count())).Take(6).Count());

        using PredictionJournal again = Begin();
        // The sixth was taken, but nobody asked for what comes behind it, so its line isn't certain to be there.
        Assert.InRange(again.Done, 5, 6);
        var asked = new List<string>();
        ImagePrediction[] all =
        [
            .. again.Predict(
                _photos,
                paths =>
                {
                    asked.AddRange(paths);
                    return said.Skip((int)again.Done);
                }
            ),
        ];
        Assert.Equal(_photos.Skip((int)again.Done), asked);
        for (int i = 0; i < all.Length; i++)
        {
            Assert.Equal(said[i].Classes, all[i].Classes);
            Assert.Equivalent(said[i] with { Scores = [] }, all[i] with { Scores = [] }, strict: true);
        }
    }

    [Fact]
    public void Boxes_and_what_was_said_of_them_come_back_too()
    {
        Age();
        var random = new Random(6);
        ClassifiedImage[] said =
        [
            .. _photos.Select(
                (_, i) =>
                    i == 3
                        ? new ClassifiedImage { Error = "It is none." }
                        : new ClassifiedImage
                        {
                            Objects =
                            [
                                .. Enumerable
                                    .Range(0, i % 3)
                                    .Select(o => new ClassifiedObject(
                                        new DetectedObject("animal", 0, random.NextSingle(), new BoundingBox(0.125f, 0.1f, 0.3f, 1f / 3)),
                                        o == 1 ? null : Some(random, i)
                                    )),
                            ],
                        }
            ),
        ];
        using (PredictionJournal journal = Begin())
            Assert.Equal(said.Length, journal.Detect(_photos, _ => said).Count());

        using PredictionJournal again = Begin();
        Assert.Equal(said.Length, again.Done);
        ClassifiedImage[] all = [.. again.Detect(_photos, _ => [])];
        Assert.Equal(said.Select(s => s.Error), all.Select(s => s.Error));
        Assert.Equal(said.SelectMany(s => s.Objects).Select(o => o.Object), all.SelectMany(s => s.Objects).Select(o => o.Object));
        Assert.Equal(
            said.SelectMany(s => s.Objects).Select(o => o.Prediction?.Label),
            all.SelectMany(s => s.Objects).Select(o => o.Prediction?.Label)
        );
    }

    [Fact]
    public void Images_behind_one_that_changed_or_came_between_are_predicted_anew()
    {
        Age();
        Fill();
        File.SetLastWriteTimeUtc(_photos[4], new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        using (PredictionJournal journal = Begin())
            Assert.Equal(4, journal.Done);

        Fill();
        string[] more = [.. _photos[..2], _folder.Write("between.png", TestImages.Png(77)), .. _photos[2..]];
        using (var journal = PredictionJournal.Begin(Out, "job", Classes, more, restart: false))
            Assert.Equal(2, journal.Done);
    }

    [Fact]
    public void An_image_that_was_written_while_it_ran_is_read_again()
    {
        Age();
        using (PredictionJournal journal = Begin())
        {
            IEnumerable<ImagePrediction> said = journal.Predict(_photos, paths => paths.Select((_, i) => Some(new Random(i), i)));
            foreach ((ImagePrediction _, int i) in said.Select((p, i) => (p, i)))
            {
                if (i == 4)
                    File.SetLastWriteTimeUtc(_photos[6], DateTime.UtcNow.AddSeconds(1));
            }
        }

        using PredictionJournal again = Begin();
        Assert.Equal(6, again.Done);
    }

    [Fact]
    public void A_line_that_is_half_there_is_none()
    {
        Age();
        Fill();
        string journal = PredictionJournal.FileOf(Out);
        using (FileStream stream = File.OpenWrite(journal))
            stream.SetLength(stream.Length - 10);
        using PredictionJournal again = Begin();
        Assert.Equal(8, again.Done);
    }

    [Fact]
    public void Another_model_or_other_options_are_refused_until_the_run_is_started_over()
    {
        Age();
        string labels = _folder.Write("labels.txt", "ant\nbee\ncat\ndog\nelk\n"u8.ToArray());
        Fill();
        string[] command = ["predict", .. _photos, "--backbone", ToolRun.Network, "--labels", labels, "--out", Out];
        ToolRun.Of(command).AssertFailed(1, PredictionJournal.FileOf(Out), "another model or other options", "--restart");

        ToolRun run = ToolRun.Of([.. command, "--restart"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.False(File.Exists(PredictionJournal.FileOf(Out)));
        Assert.Equal(10, File.ReadAllLines(Out).Length);
    }

    [Fact]
    public void Starting_over_means_nothing_without_a_file_to_write() =>
        ToolRun
            .Of("predict", _photos[0], "--backbone", ToolRun.Network, "--restart")
            .AssertFailed(2, "--restart is given and would change nothing; allowed with --out");

    private PredictionJournal Begin() => PredictionJournal.Begin(Out, "job", Classes, _photos, restart: false);

    /// <summary>A journal of all photos.</summary>
    private void Fill()
    {
        using var journal = PredictionJournal.Begin(Out, "job", Classes, _photos, restart: true);
        Assert.Equal(9, journal.Predict(_photos, paths => paths.Select((_, i) => Some(new Random(i), i))).Count());
    }

    /// <summary>Photos are older than the runs that read them.</summary>
    private void Age()
    {
        foreach (string photo in _photos)
            File.SetLastWriteTimeUtc(photo, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
    }

    private static ImagePrediction Some(Random random, int i)
    {
        if (i % 5 == 4)
            return new ImagePrediction { Error = $"The image '{i}' is damaged." };
        float[] probabilities = [.. Classes.Select(_ => i % 3 == 0 ? 0.25f : random.NextSingle())];
        ClassProbability[] ranked =
        [
            .. probabilities.Select((p, c) => new ClassProbability(c, Classes[c], p)).OrderByDescending(c => c.Probability),
        ];
        return new ImagePrediction
        {
            Label = i % 4 == 3 ? null : ranked[1].Name,
            Probability = i % 4 == 3 ? 0 : ranked[1].Probability,
            Classes = ranked,
            IsUnknown = i % 4 == 3,
            UnknownScore = i % 2 == 0 ? float.PositiveInfinity : random.NextSingle(),
            PredictionSet = i % 2 == 0 ? null : [Classes[1], Classes[2]],
            Taxon = i % 2 == 0 ? "insects" : null,
            TaxonProbability = i % 2 == 0 ? random.NextSingle() : 0,
        };
    }
}
