using System.Net.Sockets;
using Microsoft.ML;
using MLNet.ConvExtensions.Tool.Images;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Review;

/// <summary>The page of <c>mlconv review</c> in a browser, with keys and mouse.</summary>
public sealed class ReviewPageTests
{
    private const int Photos = 200;

    [SkippableFact]
    public async Task Two_hundred_photos_are_confirmed_and_corrected_by_keys_and_mouse_and_the_server_is_gone()
    {
        using var data = new ReviewData(Photos);
        RunningReview review = await RunningReview.StartAsync(data.Arguments);
        await using (BrowserTab tab = await BrowserTab.OpenAsync(review.Address, data.File("")))
        {
            await tab.UntilAsync("document.querySelectorAll('#classes button').length === 4");
            for (int i = 0; i < Photos; i++)
            {
                if (i % 10 == 0)
                    Assert.Equal(data.Names[i], (await tab.EvaluateAsync("document.getElementById('name').textContent")).GetString());
                await AnswerAsync(tab, i);
            }

            await tab.UntilAsync("document.getElementById('count').textContent.startsWith('All were looked at')");
            Assert.Equal("0", (await tab.EvaluateAsync("String(document.querySelectorAll('#choice img').length)")).GetString());
            await tab.ClickAsync("document.getElementById('done')");
            await tab.UntilAsync("document.getElementById('end').textContent.startsWith('200 of 200 photos were looked at')");

            Assert.Empty(tab.Troubles);
            Assert.All(tab.Requests, r => Assert.StartsWith(review.Address.AbsoluteUri, r, StringComparison.Ordinal));
        }

        ToolRun run = await review.EndAsync();
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        int corrected = Enumerable.Range(0, Photos).Count(i => Expected(i) != ReviewData.Classes[ReviewData.Predicted(i)]);
        Assert.Contains($"200 photos reviewed, {corrected} of them corrected: {data.Out}", run.Output, StringComparison.Ordinal);
        string[][] rows = data.Corrections();
        Assert.Equal(Photos, rows.Length);
        for (int i = 0; i < Photos; i++)
        {
            string predicted = ReviewData.Classes[ReviewData.Predicted(i)],
                answer = Expected(i) == predicted ? "confirmed" : "corrected";
            Assert.Equal([$"../photos/{data.Names[i]}", Expected(i), data.Names[i], predicted, answer], rows[i]);
        }

        var listed = LabelledImages.Read(new MLContext(), new ImagesArgument(data.Out), TextWriter.Null, TextWriter.Null);
        Assert.Equal(Enumerable.Range(0, Photos).Select(Expected), listed.Labels);
        Assert.All(listed.Paths, path => Assert.True(File.Exists(path), path));
        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(review.Address.Host, review.Address.Port));
    }

    [SkippableFact]
    public async Task The_page_fits_wide_and_narrow_windows_light_and_dark_and_shows_names_as_text()
    {
        using var data = new ReviewData(5);
        RunningReview review = await RunningReview.StartAsync(data.Arguments);
        await using BrowserTab tab = await BrowserTab.OpenAsync(review.Address, data.File(""));
        await tab.UntilAsync("document.getElementById('photo').naturalWidth === 60");
        for (int i = 0; i < 3; i++)
            await tab.PressAsync("ArrowRight");
        await tab.UntilAsync("document.getElementById('photo').complete && document.getElementById('photo').naturalWidth === 60");
        Assert.Equal(data.Names[3], (await tab.EvaluateAsync("document.getElementById('name').textContent")).GetString());
        foreach ((int width, int height) in new[] { (1280, 900), (390, 844) })
        {
            foreach (bool dark in new[] { false, true })
            {
                await tab.ResizeAsync(width, height, dark);
                Assert.True(await IsAsync("document.documentElement.scrollWidth <= innerWidth"));
                Assert.True(
                    await IsAsync("[...document.querySelectorAll('button, input')].every(b => b.getBoundingClientRect().height >= 44)")
                );
                Assert.True(await IsAsync("document.getElementById('confirm').getBoundingClientRect().bottom < innerHeight"));
                string paper = (await tab.EvaluateAsync("getComputedStyle(document.body).backgroundColor")).GetString()!;
                Assert.Equal(dark ? "rgb(20, 23, 26)" : "rgb(251, 251, 249)", paper);
            }
        }

        await tab.ClickAsync("document.getElementById('done')");
        ToolRun run = await review.EndAsync();
        Assert.Contains("No photo was reviewed; no file is written.", run.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(data.Out));
        Assert.Empty(tab.Troubles);

        async Task<bool> IsAsync(string expression) => (await tab.EvaluateAsync(expression)).GetBoolean();
    }

    [SkippableFact]
    public async Task What_was_answered_is_there_after_a_reload_and_a_photo_that_cannot_be_read_is_said_so()
    {
        using var data = new ReviewData(4);
        File.WriteAllText(data.File($"photos/{data.Names[1]}"), "no photo");
        RunningReview review = await RunningReview.StartAsync(data.Arguments);
        await using BrowserTab tab = await BrowserTab.OpenAsync(review.Address, data.File(""));
        await tab.UntilAsync("document.querySelectorAll('#classes button').length === 4");
        await tab.PressAsync("3");
        await tab.UntilAsync("!document.getElementById('unreadable').hidden");
        await tab.EvaluateAsync("location.reload()");
        await tab.UntilAsync("document.getElementById('place').textContent === 'Photo 2 of 4.'");
        await tab.PressAsync("ArrowLeft");
        await tab.UntilAsync("document.querySelector('#classes .chosen .label').textContent === 'lynx'");
        await tab.PressAsync("z");
        await tab.UntilAsync(
            "document.getElementById('photo').src.endsWith('/close') && document.getElementById('photo').naturalWidth === 60"
        );
        await tab.ClickAsync("document.getElementById('done')");
        await review.EndAsync();
        Assert.Single(data.Corrections());
    }

    /// <summary>Answers a photo in one of the ways that there are.</summary>
    private static async Task AnswerAsync(BrowserTab tab, int photo)
    {
        switch (photo % 10)
        {
            case 2:
                await tab.PressAsync("3");
                break;
            case 4:
                await tab.ClickAsync("document.querySelectorAll('#classes button')[1]");
                break;
            case 5:
                // What was wrong is taken back.
                await tab.PressAsync("1");
                await tab.PressAsync("u");
                await tab.PressAsync(" ");
                break;
            case 6:
                await tab.PressAsync("/");
                await tab.TypeAsync("барс");
                await tab.PressAsync("Enter");
                break;
            case 7:
                await tab.PressAsync("ArrowRight");
                await tab.PressAsync("ArrowLeft");
                await tab.ClickAsync("document.getElementById('confirm')");
                break;
            case 8:
                await tab.PressAsync("/");
                await tab.TypeAsync("new 'one'");
                await tab.PressAsync("Enter");
                break;
            default:
                await tab.PressAsync("Enter");
                break;
        }
    }

    private static string Expected(int photo) =>
        (photo % 10) switch
        {
            2 => ReviewData.Classes[2],
            4 => ReviewData.Classes[1],
            6 => ReviewData.Classes[3],
            8 => "new 'one'",
            _ => ReviewData.Classes[ReviewData.Predicted(photo)],
        };
}
