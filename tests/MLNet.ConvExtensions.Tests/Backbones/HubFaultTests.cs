using System.Text;
using Google.Protobuf;
using MLNet.ConvExtensions.Networks.Shapes;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Backbones;

/// <summary>Repositories that are no backbones, and what is asked of those that are and can't be had.</summary>
public sealed class HubFaultTests : IDisposable
{
    private static readonly Dim[] Pixels = [Dim.Named("batch"), Dim.Of(3), Dim.Of(32), Dim.Of(32)];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_repository_without_a_network_in_onnx_form_says_where_it_was_looked_for()
    {
        using HubServer server = new(("config.json", "{}"u8.ToArray()), ("model.safetensors", [1]));
        Assert.Equal(
            "The repository 'org/net' has no network in ONNX form at revision 'main': looked for onnx/model.onnx, model.onnx, "
                + "onnx/model_fp16.onnx, onnx/model_quantized.onnx. If it has one elsewhere, name the file: org/net/FOLDER/FILE.onnx.",
            Fails<BackboneDownloadException>(server)
        );
    }

    [Fact]
    public void A_file_that_is_named_and_is_not_there_is_told()
    {
        using HubServer server = new(("onnx/model.onnx", HubNetworks.Vit(["logits"]).ToByteArray()));
        Assert.Equal(
            "The repository 'org/net' has no file 'onnx/other.onnx' at revision 'main'.",
            Fails<BackboneDownloadException>(server, "org/net/onnx/other.onnx")
        );
    }

    [Fact]
    public void A_network_of_images_and_texts_is_named_with_its_inputs()
    {
        using HubServer server = new(("onnx/model.onnx", HubNetworks.TwoTowers().ToByteArray()));
        string message = Fails<OnnxNetworkException>(server);
        Assert.StartsWith(
            "'onnx/model.onnx' of 'org/net' is no network of images: The network 'main_graph' has 2 inputs ('input_ids'",
            message,
            StringComparison.Ordinal
        );
        Assert.EndsWith("name the file of the part for images: org/net/onnx/vision_model.onnx.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_of_texts_is_told()
    {
        using HubServer server = new(("onnx/text_model.onnx", HubNetworks.TextTower().ToByteArray()));
        string message = Fails<OnnxNetworkException>(server, "org/net/onnx/text_model.onnx");
        Assert.StartsWith("'onnx/text_model.onnx' of 'org/net' is no network of images:", message, StringComparison.Ordinal);
        Assert.Contains("'input_ids'", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.onnx_data", "keeps weights in 'onnx/model.onnx_data', which isn't among the repository's files")]
    [InlineData("../../../secret", "allowed is a file in the ONNX file's folder or below")]
    public void Weights_that_the_repository_does_not_have_are_told(string file, string text)
    {
        (byte[] model, _) = HubNetworks.WithExternalData(HubNetworks.Vit(["logits"]), file);
        using HubServer server = new(("onnx/model.onnx", model));
        Assert.Contains(text, Fails<OnnxNetworkException>(server), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_onnx_file_is_told_by_its_name()
    {
        using HubServer server = new(("model.onnx", Encoding.UTF8.GetBytes("version https://git-lfs.github.com/spec/v1")));
        Assert.Contains("model.onnx' (42 bytes) is not an ONNX file", Fails<OnnxNetworkException>(server), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FeaturePooling.PatchAverage, "PatchAverage is for layers of transformers, [N, tokens, width]")]
    [InlineData(FeaturePooling.ClassTokenAndPatchAverage, "ClassTokenAndPatchAverage is for layers of transformers, [N, tokens, width]")]
    public void Tokens_of_a_network_that_has_none_are_refused(FeaturePooling pooling, string text)
    {
        using HubServer server = new(("model.onnx", HubNetworks.Convolution("features", Pixels).ToByteArray()));
        Backbone backbone = Of(server);
        string message = Assert.Throws<OnnxNetworkException>(() => backbone.GetFeatureNetwork(pooling: pooling)).Message;
        Assert.Contains(text, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_token_that_there_is_not_is_refused()
    {
        using HubServer server = new(("model.onnx", HubNetworks.Vit(["last_hidden_state"], front: 0).ToByteArray()), Square);
        Backbone backbone = Of(server);
        Assert.Contains(
            "all of them patches of the image: there is no class token",
            Assert
                .Throws<OnnxNetworkException>(() => backbone.GetFeatureNetwork(pooling: FeaturePooling.ClassTokenAndPatchAverage))
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void That_a_repository_says_nothing_of_its_images_is_remarked()
    {
        using HubServer server = new(("model.onnx", HubNetworks.Convolution("features", Pixels).ToByteArray()));
        BackbonePreprocessing assumed = Of(server).GetPreprocessing(out string? remark);
        Assert.Equal((32, 0.875), (assumed.Width, assumed.CropFraction));
        Assert.StartsWith(
            "The repository of 'org/net' doesn't say what its network wants done to images",
            remark,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_preprocessing_that_is_given_goes_before_the_repositorys()
    {
        using HubServer server = new(("model.onnx", HubNetworks.Convolution("features", Pixels).ToByteArray()), Square);
        var own = new BackbonePreprocessing
        {
            Width = 32,
            Height = 32,
            CropFraction = 0.5,
        };
        Assert.Same(own, Backbone.FromHub(HubServer.Repository, cache: Cache(server), preprocessing: own).GetPreprocessing(out _));
    }

    [Fact]
    public void All_files_are_of_the_commit_that_the_branch_was_at_first()
    {
        using HubServer server = new(("model.onnx", HubNetworks.Convolution("features", Pixels).ToByteArray()), Square);
        Of(server).GetFeatureNetwork();
        Assert.Single(server.Requests, r => r.Contains(" main/", StringComparison.Ordinal));
        Assert.All(
            server.Requests.Skip(1).Where(r => r.StartsWith("HEAD", StringComparison.Ordinal)),
            r => Assert.Contains(HubServer.Commit, r, StringComparison.Ordinal)
        );

        // And a commit that is there needs no network.
        int before = server.Requests.Length;
        Backbone.FromHub("org/net", HubServer.Commit, Cache(server)).GetFeatureNetwork();
        Assert.Equal(before, server.Requests.Length);
    }

    [Theory]
    [InlineData("hf:org/net", "org/net")]
    [InlineData("hf:org/net@v1", "org/net")]
    [InlineData("hf:org/net/onnx/model.onnx@v1", "org/net")]
    [InlineData("hf:org/net/onnx/vision_model.onnx", "org/net/vision_model")]
    public void An_address_is_a_backbone_and_nothing_is_read(string address, string name) =>
        Assert.Equal(name, Backbone.FromNameOrFile(address).Name);

    [Fact]
    public void Two_revisions_are_one_too_many() =>
        Assert.Contains(
            "name two revisions",
            Assert.Throws<ArgumentException>(() => Backbone.FromHub("org/net@v1", "v2")).Message,
            StringComparison.Ordinal
        );

    private static (string, byte[]) Square =>
        ("preprocessor_config.json", Encoding.UTF8.GetBytes("""{ "image_processor_type": "ViTImageProcessor", "size": 32 }"""));

    private string Fails<T>(HubServer server, string repository = HubServer.Repository)
        where T : Exception => Assert.Throws<T>(() => Backbone.FromHub(repository, cache: Cache(server)).Network).Message;

    private Backbone Of(HubServer server) => Backbone.FromHub(HubServer.Repository, cache: Cache(server));

    private HubCache Cache(HubServer server) =>
        new()
        {
            Folder = _folder.Path,
            Endpoint = server.Endpoint,
            Retries = 0,
            Variable = _ => null,
            Token = "",
        };
}
