using System.Text.Json;
using Microsoft.ML;
using MLNet.ConvExtensions.Insight.Explanations;
using TorchSharp;

namespace MLNet.ConvExtensions.Insight.Tests.Explanations;

[Collection("TorchSharp")]
public sealed class GradientTests
{
    private static readonly MLContext Ml = new(seed: 1);

    // What PyTorch finds for the same weights and planes: python3 eng/reliability/explanations.py golden > gradients.json
    private static readonly Dictionary<string, float[]> Golden = JsonSerializer.Deserialize<Dictionary<string, float[]>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "gradients.json"))
    )!;

    [Theory]
    [InlineData("pooled", "relu2", 0)]
    [InlineData("pooled", "relu1", 3)]
    [InlineData("flat", "pool2", 1)]
    [InlineData("flat", "relu2", 2)]
    public void Grad_cam_is_that_of_PyTorch(string network, string layer, int output)
    {
        using var method = new GradCam(Network(network), layer, threads: 1);
        AssertGolden($"gradcam {network} {layer} {output}", method.Explain(SmallNetworks.Planes(), _ => new(output, 1)).Map);
    }

    [Theory]
    [InlineData("pooled", 0)]
    [InlineData("flat", 1)]
    public void Saliency_is_that_of_PyTorch(string network, int output)
    {
        using var method = new Saliency(Network(network), new ExplanationOptions { Method = ExplanationMethod.Saliency });
        AssertGolden($"saliency {network} {output}", method.Explain(SmallNetworks.Planes(), _ => new(output, 1)).Map);
    }

    [Fact]
    public void Grad_cam_before_averages_is_what_class_activation_finds_above_0()
    {
        Backbone backbone = SmallNetworks.Backbone(SmallNetworks.Pooled);
        using ImageExplainer gradients = Ml.Model.CreateImageExplainer(
                backbone,
                new ExplanationOptions { Method = ExplanationMethod.GradCam, Class = "1" }
            ),
            exact = Ml.Model.CreateImageExplainer(backbone, new ExplanationOptions { Class = "bee" });
        Assert.Equal(("relu2", ExplanationMethod.ClassActivation), (gradients.Layer, exact.Method));
        foreach (string photo in Photos.Some)
        {
            ImageExplanation expected = exact.Explain(photo),
                found = gradients.Explain(photo);
            Assert.Equal(expected.Logit!.Value, found.Logit!.Value, 1e-5f);
            for (int i = 0; i < found.Map!.Values.Length; i++)
                Assert.Equal(Math.Max(0, expected.Map!.Values[i]), found.Map.Values[i], 1e-6f);
        }
    }

    [Fact]
    public void Flat_networks_are_explained_by_grad_cam_of_their_last_maps_and_it_is_said_why()
    {
        using ImageExplainer explainer = Ml.Model.CreateImageExplainer(SmallNetworks.Backbone(SmallNetworks.Flat));
        Assert.Equal((ExplanationMethod.GradCam, "pool2"), (explainer.Method, explainer.Layer));
        Assert.Contains("averages over all positions", explainer.Remark, StringComparison.Ordinal);
        Assert.EndsWith("It is explained by Grad-CAM.", explainer.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public void Smooth_grad_is_the_same_each_time_and_near_saliency_with_little_noise()
    {
        ExplainedNetwork network = Network("flat");
        float[] planes = SmallNetworks.Planes();
        var options = new ExplanationOptions
        {
            Method = ExplanationMethod.SmoothGrad,
            SmoothGradNoise = 1e-6,
            SmoothGradSamples = 7,
        };
        using var smooth = new Saliency(network, options);
        using var plain = new Saliency(network, options with { Method = ExplanationMethod.Saliency });
        using var noisy = new Saliency(network, options with { SmoothGradNoise = 0.2 });
        float[] expected = Values(plain),
            found = Values(noisy);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], Values(smooth)[i], 1e-4f);
        Assert.NotEqual(expected, found);
        Assert.Equal(found, Values(noisy));

        float[] Values(Saliency method) => method.Explain(planes, _ => new(1, 1)).Map.Values.ToArray();
    }

    [Fact]
    public void Memory_stays_the_same_however_many_photos_there_are()
    {
        using ImageExplainer explainer = Ml.Model.CreateImageExplainer(
            SmallNetworks.Backbone(SmallNetworks.Flat),
            new ExplanationOptions { Method = ExplanationMethod.GradCam }
        );
        explainer.Explain(Photos.Some[0]);
        long before = torch.Tensor.TotalCount;
        foreach (string photo in Photos.Some)
            explainer.Explain(photo);
        // Fewer where others are collected meanwhile.
        Assert.InRange(torch.Tensor.TotalCount, 0, before);
    }

    [Theory]
    [InlineData(
        "logits",
        "gives (None, 4); Grad-CAM needs maps, [N, C, H, W] of more than one position; the last one with such maps is 'pool2'"
    )]
    [InlineData("conv9", "conv9")]
    public void Layers_without_maps_are_refused(string layer, string part)
    {
        var error = Assert.Throws<ArgumentException>(() =>
            Ml.Model.CreateImageExplainer(SmallNetworks.Backbone(SmallNetworks.Flat), new ExplanationOptions { Layer = layer })
        );
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_without_maps_are_explained_by_occlusion_or_refused()
    {
        Backbone dense = SmallNetworks.Backbone(SmallNetworks.Dense);
        using ImageExplainer explainer = Ml.Model.CreateImageExplainer(dense);
        Assert.Equal(ExplanationMethod.Occlusion, explainer.Method);
        Assert.Contains("None of the", explainer.Remark, StringComparison.Ordinal);
        var error = Assert.Throws<OnnxNetworkException>(() =>
            Ml.Model.CreateImageExplainer(dense, new ExplanationOptions { Method = ExplanationMethod.GradCam })
        );
        Assert.Contains("gives maps of more than one position", error.Message, StringComparison.Ordinal);
    }

    private static ExplainedNetwork Network(string name) =>
        new(name == "flat" ? SmallNetworks.Flat : SmallNetworks.Pooled, SmallNetworks.Preprocessing, null);

    private static void AssertGolden(string name, ExplanationMap map)
    {
        float[] expected = Golden[name];
        Assert.Equal(expected.Length, map.Values.Length);
        float largest = expected.Max();
        for (int i = 0; i < expected.Length; i++)
            Assert.InRange(Math.Abs(expected[i] - map.Values[i]), 0, 1e-5 * largest);
    }
}
