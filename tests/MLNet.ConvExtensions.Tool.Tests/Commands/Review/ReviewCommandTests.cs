using System.Globalization;
using System.Text;
using MLNet.ConvExtensions.Tool.Commands.Review;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Review;

/// <summary>What <c>mlconv review</c> takes, refuses, keeps and goes on with.</summary>
public sealed class ReviewCommandTests : IDisposable
{
    private readonly ReviewData _data = new(6);

    public void Dispose() => _data.Dispose();

    [SkippableFact]
    public void Interrupted_it_writes_what_was_said_and_the_same_command_goes_on()
    {
        Signals.Require(Signals.Interrupt);
        string[] journal =
        [
            Head(),
            "{\"image\":0,\"label\":\"lynx\"}",
            "{\"image\":1,\"label\":\"x\"}",
            "{\"image\":1,\"label\":null}",
            "{\"ima",
        ];
        Directory.CreateDirectory(_data.File("out"));
        File.WriteAllText(Journal, string.Join('\n', journal));
        long whole = new FileInfo(Journal).Length - "{\"ima".Length;
        using var tool = new ToolProcess(["review", .. _data.Arguments]);
        // The half line is cut off when the journal is open.
        Assert.True(tool.WaitUntil(() => new FileInfo(Journal).Length == whole));
        Signals.Send(tool, Signals.Interrupt);
        ToolRun run = tool.Wait();

        Assert.Equal(CommandLineTool.Interrupted, run.ExitCode);
        Assert.Equal("mlconv: Stopped. The same command goes on with the photos that are left.", run.Error.TrimEnd());
        Assert.Contains("1 photos were reviewed before.", run.Output, StringComparison.Ordinal);
        Assert.Contains($"1 photos reviewed, 1 of them corrected: {_data.Out}", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["../photos/" + _data.Names[0], "lynx", _data.Names[0], ReviewData.Classes[0], "corrected"],
            _data.Corrections().Single()
        );
        Assert.Equal(string.Join('\n', journal[..^1]) + "\n", File.ReadAllText(Journal));
    }

    [Fact]
    public void A_journal_of_another_queue_or_of_something_else_is_refused_and_a_file_of_somebody_is_kept()
    {
        Directory.CreateDirectory(_data.File("out"));
        File.WriteAllText(Journal, Head() + "\n");
        Review("--count", "3").AssertFailed(1, "is of another queue: predictions, --order, --count or images differ", "--restart");
        File.WriteAllText(Journal, Head() + "\n{\"image\":6,\"label\":\"lynx\"}\n");
        Review().AssertFailed(1, "line 2, is damaged");
        File.WriteAllText(Journal, "file,label\n");
        Review().AssertFailed(1, "is not the journal of a review");
        File.Delete(Journal);
        File.WriteAllText(_data.Out, "mine");
        Review().AssertFailed(1, "is there already, and no review has written it");
        Assert.Equal("mine", File.ReadAllText(_data.Out));
        Assert.False(File.Exists(Journal));
    }

    [Fact]
    public async Task Two_reviews_with_one_output_are_refused_and_a_port_in_use_is_told()
    {
        RunningReview first = await RunningReview.StartAsync(_data.Arguments);
        Review().AssertFailed(1, "being used by another process");
        string port = first.Address.Port.ToString(CultureInfo.InvariantCulture);
        Review("--out", _data.File("other.csv"), "--port", port).AssertFailed(1, $"can't be served on port {port} of this machine");
        await EndAsync(first);
    }

    [Fact]
    public async Task The_informative_queue_takes_features_by_the_photos_names()
    {
        // All photos but the last are alike.
        IEnumerable<string> rows = _data.Names.Select((n, i) => $"{ReviewData.Quoted(n)},{(i == 5 ? "0,1" : "1,0")}").Reverse();
        File.WriteAllText(_data.File("features.csv"), "path,f0,f1\n" + string.Join('\n', rows) + "\n");
        RunningReview review = await RunningReview.StartAsync([.. Informative("--features", _data.File("features.csv")), "--count", "2"]);
        using var client = new HttpClient { BaseAddress = review.Address };
        string queue = await client.GetStringAsync("queue");
        Assert.Contains(_data.Names[0], queue, StringComparison.Ordinal);
        Assert.Contains(_data.Names[5], queue, StringComparison.Ordinal);
        Assert.DoesNotContain(_data.Names[1], queue, StringComparison.Ordinal);
        await EndAsync(review);

        File.WriteAllText(_data.File("features.csv"), "path,f0\nother.png,1\n");
        Review("--restart", "--order", "informative", "--features", _data.File("features.csv"))
            .AssertFailed(1, "features.csv' has no 'site 1/000.png', which the predictions have");
    }

    [Fact]
    public async Task Classes_without_a_key_are_behind_those_that_are_probable()
    {
        int[] shown = [7, 39];
        IEnumerable<string> cells = Enumerable.Range(0, 40).Select(c => shown.Contains(c) ? "0.5" : "0");
        File.WriteAllText(
            _data.File("predictions.csv"),
            $"file,predicted,probability,{string.Join(',', Enumerable.Range(0, 40).Select(c => $"c{c}"))}\n"
                + $"{_data.Names[0]},c39,0.5,{string.Join(',', cells)}\n"
        );
        RunningReview review = await RunningReview.StartAsync(_data.Arguments);
        using var client = new HttpClient { BaseAddress = review.Address };
        string queue = await client.GetStringAsync("queue");
        Assert.Contains("\"classes\":[\"c7\",\"c39\",\"c0\",", queue, StringComparison.Ordinal);
        Assert.Contains("\"likely\":[[0,0.5],[1,0.5],", queue, StringComparison.Ordinal);
        await EndAsync(review);
    }

    [Fact]
    public async Task What_a_model_decides_is_no_class()
    {
        File.WriteAllText(
            _data.File("predictions.csv"),
            $"file,predicted,probability,lynx,fox,unknown_score,prediction_set,taxon,taxon_probability\n{_data.Names[0]},unknown,0.6,0.6,0.4,7.5,lynx|fox,Felidae,0.9\n"
        );
        RunningReview review = await RunningReview.StartAsync(_data.Arguments);
        using var client = new HttpClient { BaseAddress = review.Address };
        Assert.Contains("\"classes\":[\"lynx\",\"fox\"]", await client.GetStringAsync("queue"), StringComparison.Ordinal);
        await EndAsync(review);
    }

    [Theory]
    [InlineData("", "its first line begins with nothing; needed: 'file', 'predicted', 'probability'")]
    [InlineData("path,f0\na,1\n", "its first line begins with 'path', 'f0'; needed")]
    [InlineData("file,predicted,probability,x\n", "it has a header alone")]
    [InlineData("file,predicted,probability,taxon\na.png,x,1,y\n", "it has no column of a class")]
    [InlineData("file,predicted,probability,x\na.png,,,\n", "the model could read none of its 1 photos")]
    [InlineData("file,predicted,probability,x\na.png,x,1,1\na.png,x,1,1\n", "line 3 names 'a.png', which an earlier line names too")]
    [InlineData("file,predicted,probability,x\na.png,x,1,2\n", "line 2 has '2' in column 'x'; needed: a probability, 0 to 1")]
    [InlineData("file,predicted,probability,x\na.png,x,1,NaN\n", "line 2 has 'NaN' in column 'x'")]
    [InlineData("file,predicted,probability,x\na.png,x,1,0\n", "line 2 has no class with a probability above 0")]
    [InlineData("file,predicted,probability,x\na.png,x,1\n", "line 2 has 3 values; needed: 4")]
    [InlineData("file,predicted,probability,x\n../../secret.png,x,1,1\n", "names '../../secret.png', which is outside of")]
    [InlineData("file,predicted,probability,x\n/etc/passwd,x,1,1\n", "names '/etc/passwd', which is outside of")]
    [InlineData("file,predicted,probability,x\nnone.png,x,1,1\n", "None of the 1 photos of the queue is there; the first is 'none.png'")]
    [InlineData("file,predicted,probability,x\n\"a.png,x,1,1\n", "has a quote that is out of place")]
    public void Predictions_that_are_none_are_refused(string text, string message)
    {
        File.WriteAllText(_data.File("predictions.csv"), text);
        Review().AssertFailed(1, message);
        Assert.False(File.Exists(Journal));
    }

    [Theory]
    [InlineData("--count is 0; allowed: 1 or more", "--count", "0")]
    [InlineData("--port is 65536; allowed: 1 to 65535", "--port", "65536")]
    [InlineData("--seed is given and would change nothing; allowed with --order random", "--seed", "2")]
    [InlineData("--features is given and would change nothing; allowed with --order informative", "--features", "x.npy")]
    [InlineData("--uncertainty is given and would change nothing", "--order", "random", "--uncertainty", "margin")]
    public void Options_that_cannot_be_met_are_refused(string message, params string[] options) => Review(options).AssertFailed(2, message);

    [Fact]
    public void The_output_is_checked_before_anything_is_done()
    {
        Review("--out", _data.File("corrections.txt")).AssertFailed(2, "must end in .csv");
        Review("--out", _data.File("predictions.csv")).AssertFailed(2, "the predictions themselves");
        Review("--out", _data.File("photos/site 1/000.png/x.csv")).AssertFailed(2, "can't be written");
    }

    private string Journal => _data.Out + ".journal.jsonl";

    private ToolRun Review(params string[] options) => ToolRun.Of(["review", .. Replaced(options)]);

    private string[] Informative(params string[] options) => [.. _data.Arguments, "--order", "informative", .. options];

    /// <summary>The usual arguments, with others in the place of those of the same name.</summary>
    private string[] Replaced(string[] options)
    {
        string[] usual = _data.Arguments;
        int at = Array.IndexOf(options, "--out") >= 0 ? Array.IndexOf(usual, "--out") : usual.Length;
        return [.. usual[..at], .. options];
    }

    /// <summary>The first line of the queue's journal.</summary>
    private string Head()
    {
        var predictions = PredictionFile.Read(new FileInfo(_data.File("predictions.csv")), name => name);
        string file = _data.File("head.csv");
        using (new ReviewSession(predictions.Photos, predictions.Classes, file, restart: false)) { }
        return Encoding.UTF8.GetString(File.ReadAllBytes(file + ".journal.jsonl")).TrimEnd();
    }

    private static async Task EndAsync(RunningReview review)
    {
        using var client = new HttpClient { BaseAddress = review.Address };
        client.DefaultRequestHeaders.Add("Origin", review.Address.GetLeftPart(UriPartial.Authority));
        using var body = new StringContent("{}", Encoding.UTF8, "application/json");
        using HttpResponseMessage done = await client.PostAsync("done", body);
        done.EnsureSuccessStatusCode();
        Assert.Equal(0, (await review.EndAsync()).ExitCode);
    }
}
