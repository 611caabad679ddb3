using System.Diagnostics;
using System.Globalization;
using System.Net;
using MLNet.ConvExtensions;

namespace WebApi;

/// <summary>Many requests to the API that runs in this program, and what they should answer.</summary>
internal static class SelfCheck
{
    /// <summary>The largest photo that is taken.</summary>
    public const int MostBytes = 10_000_000;

    private const int AtATime = 200,
        Rounds = 5;

    /// <summary>Serves on a free port, and asks.</summary>
    /// <returns>0 if all answers are right.</returns>
    public static async Task<int> Run(WebApplication app, ImageModel model)
    {
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        string[] paths = Directory.GetFiles(SmallModel.Photos, "*.jpg", SearchOption.AllDirectories);
        byte[][] photos = await Task.WhenAll(paths.Select(path => File.ReadAllBytesAsync(path)));
        ImagePrediction[] expected = [.. model.Predict(paths)];

        int wrong = 0;
        var watch = Stopwatch.StartNew();
        for (int round = 0; round < Rounds; round++)
        {
            int[] asked = [.. Enumerable.Range(0, AtATime).Select(i => i % photos.Length)];
            Answer[] answers = await Task.WhenAll(asked.Select(photo => Ask(client, photos[photo], form: photo % 2 == 0)));
            wrong += asked
                .Zip(answers)
                .Count(pair =>
                    pair.Second.Probability != expected[pair.First].Probability
                    || !expected[pair.First].Classes.SequenceEqual(pair.Second.Classes)
                    || pair.Second.Label != expected[pair.First].Label
                );
        }

        double perSecond = AtATime * Rounds / watch.Elapsed.TotalSeconds;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Rounds} x {AtATime} requests at a time: {perSecond:0} requests/s, {wrong} answers differ from those of the batch"
            )
        );
        bool refuses =
            await Refuses(client, "no photo"u8.ToArray(), HttpStatusCode.BadRequest)
            & await Refuses(client, photos[0][..200], HttpStatusCode.BadRequest)
            & await Refuses(client, new byte[MostBytes + 1], HttpStatusCode.RequestEntityTooLarge);
        await app.StopAsync();
        return wrong == 0 && refuses ? 0 : 1;
    }

    private static async Task<Answer> Ask(HttpClient client, byte[] photo, bool form)
    {
        using HttpContent content = form
            ? new MultipartFormDataContent { { new ByteArrayContent(photo), "photo", "photo.jpg" } }
            : new ByteArrayContent(photo);
        using HttpResponseMessage response = await client.PostAsync("/predict", content);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<Answer>())!;
    }

    private static async Task<bool> Refuses(HttpClient client, byte[] body, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/predict") { Content = new ByteArrayContent(body) };
        // A refusal comes before the body is sent.
        request.Headers.ExpectContinue = true;
        using HttpResponseMessage response = await client.SendAsync(request);
        Console.WriteLine($"{body.Length} bytes: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return response.StatusCode == expected;
    }

    private sealed record Answer(string Label, float Probability, ClassProbability[] Classes);
}
