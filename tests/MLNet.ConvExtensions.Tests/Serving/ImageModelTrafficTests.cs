using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tests.Serving;

/// <summary>One model for many requests at once, and for many images in a row.</summary>
public sealed class ImageModelTrafficTests(ImageModels models) : IClassFixture<ImageModels>
{
    private const int Requests = 200;

    [Theory]
    [InlineData("features")]
    [InlineData("trained")]
    [InlineData("hand-crafted")]
    [InlineData("averaging")]
    [InlineData("neighbors")]
    public async Task Two_hundred_requests_at_once_get_the_answers_of_one_after_another(string kind)
    {
        using ImageModel model = Load(kind);
        float[][] expected = [.. models.Paths.Select(path => model.Predict(path).Scores)];
        MLImage[] images = [.. Enumerable.Range(0, ImageModels.Count).Select(models.MLImageOf)];
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<float[]>[] requests = [.. Enumerable.Range(0, Requests).Select(r => Request(r))];
        go.SetResult();
        float[][] answers = await Task.WhenAll(requests);
        for (int r = 0; r < Requests; r++)
            Assert.Equal(expected[r % ImageModels.Count], answers[r]);

        async Task<float[]> Request(int r)
        {
            await go.Task;
            int i = r % ImageModels.Count;
            return (r % 5) switch
            {
                0 => model.Predict(models.Paths[i]).Scores,
                1 => model.Predict(models.Images[i]).Scores,
                2 => model.Predict(images[i]).Scores,
                3 => (await model.PredictAsync(models.Images[i])).Scores,
                _ => (await model.PredictAsync(new MemoryStream(models.Images[i]))).Scores,
            };
        }
    }

    [Fact]
    public void Bad_images_in_a_batch_cost_themselves_only()
    {
        using ImageModel model = Load("features");
        string text = models.File("text.png"),
            gone = models.File("gone.png");
        File.WriteAllText(text, "no image");
        string[] paths = [models.Paths[0], text, models.Paths[1], gone, "", models.Paths[2]];
        ImagePrediction[] found = [.. model.Predict(paths)];

        Assert.Equal(paths, found.Select(p => p.Image));
        Assert.Equal([false, true, false, true, true, false], found.Select(p => p.Error is not null));
        Assert.Contains("text.png", found[1].Error, StringComparison.Ordinal);
        Assert.Contains("gone.png", found[3].Error, StringComparison.Ordinal);
        Assert.Contains("there is no such file", found[3].Error, StringComparison.Ordinal);
        Assert.All(
            found.Where(p => p.Error is not null),
            p => Assert.Equal((null, 0f, 0, 0), (p.Label, p.Probability, p.Classes.Count, p.Scores.Length))
        );
        Assert.Equal(model.Predict(models.Paths[2]).Scores, found[5].Scores);
    }

    [Fact]
    public void A_batch_is_read_a_few_images_ahead_of_what_is_taken()
    {
        using ImageModel model = Load("features");
        int read = 0;
        IEnumerable<ImagePrediction> endless = model.Predict(
            Enumerable
                .Repeat(models.Paths, int.MaxValue)
                .SelectMany(p => p)
                .Select(path =>
                {
                    read++;
                    return path;
                })
        );
        Assert.Equal(0, read);
        Assert.Equal(models.Paths.Take(3), endless.Take(3).Select(p => p.Image!));
        Assert.InRange(read, 3, 3 + (2 * Environment.ProcessorCount) + 1);
    }

    [Fact]
    public void A_bad_image_leaves_no_trace_in_the_next_prediction()
    {
        using ImageModel model = Load("features");
        float[] expected = model.Predict(models.Images[3]).Scores;
        for (int i = 0; i < 3 * Environment.ProcessorCount; i++)
        {
            Assert.Throws<ImageInputException>(() => model.Predict(new byte[] { 1, 2, 3 }));
            Assert.Equal(expected, model.Predict(models.Images[3]).Scores);
        }
    }

    [Fact]
    public void The_caller_s_bytes_stay_as_they_are()
    {
        using ImageModel model = Load("hand-crafted", "bytes");
        byte[][] copies = [.. models.Images.Select(image => (byte[])image.Clone())];
        foreach (byte[] image in copies.Reverse().Concat(copies))
            model.Predict(image);
        Assert.Equal(models.Images, copies);
    }

    [Fact]
    public async Task Waiting_ends_when_it_is_cancelled()
    {
        using ImageModel model = Load("features");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var stream = new MemoryStream(models.Images[0]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => model.PredictAsync(models.Images[0], cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => model.PredictAsync(stream, cancelled.Token));
        Assert.NotNull(model.Predict(models.Images[0]).Label);
    }

    [Fact]
    public async Task Predictions_under_way_end_well_when_the_model_is_disposed()
    {
        ImageModel model = Load("features");
        Task<bool>[] requests =
        [
            .. Enumerable
                .Range(0, 50)
                .Select(i =>
                    Task.Run(() =>
                    {
                        try
                        {
                            return model.Predict(models.Images[i % ImageModels.Count]).Label is not null;
                        }
                        catch (ObjectDisposedException)
                        {
                            return true;
                        }
                    })
                ),
        ];
        model.Dispose();
        model.Dispose();
        Assert.All(await Task.WhenAll(requests), Assert.True);
        Assert.Throws<ObjectDisposedException>(() => model.Predict(models.Images[0]));
        Assert.Throws<ObjectDisposedException>(() => model.Predict(models.Paths).First());
    }

    [Fact]
    public void A_model_in_memory_stays_its_owner_s()
    {
        IDataView data = models.Data("paths");
        ITransformer fitted = models.Fit("features", "paths");
        using (ImageModel model = models.Context.Model.CreateImageModel(fitted, data.Schema))
            Assert.Same(fitted, model.Transformer);
        Assert.Equal(ImageModels.Count, fitted.Transform(data).GetColumn<float[]>("Score").Count());
    }

    private ImageModel Load(string kind, string form = "paths") =>
        new MLContext().Model.LoadImageModel(models.Save(models.Fit(kind, form), models.Data(form).Schema));
}
