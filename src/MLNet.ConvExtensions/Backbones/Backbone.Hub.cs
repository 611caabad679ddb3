using MLNet.ConvExtensions.Backbones;
using MLNet.ConvExtensions.Hub;

namespace MLNet.ConvExtensions;

/// <content>Networks of repositories of Hugging Face's hub.</content>
public sealed partial class Backbone
{
    /// <summary>
    /// The network of a repository of Hugging Face's hub that has it in ONNX form, with the preprocessing and the names of classes that its
    /// configuration tells: of transformers (<c>preprocessor_config.json</c>) or of timm (<c>config.json</c>).
    /// </summary>
    /// <param name="repository">
    /// The repository, org/name, or a file of it, org/name/folder/file.onnx. Without a file it is the first that is there of
    /// onnx/model.onnx, model.onnx, onnx/model_fp16.onnx and onnx/model_quantized.onnx; of models of images and texts, onnx/vision_model.onnx
    /// before these.
    /// </param>
    /// <param name="revision">
    /// A branch, a tag, or a commit of 40 hexadecimal digits. The files of a commit never change, and are taken from the cache without
    /// asking the hub.
    /// </param>
    /// <param name="cache">Where files are kept and how they get there; if left out, <see cref="HubCache.Default"/>.</param>
    /// <param name="preprocessing">What to do to images instead of what the configuration says.</param>
    /// <returns>The backbone. Nothing is read or downloaded yet.</returns>
    /// <remarks>
    /// Features are those of the outputs image_embeds or pooler_output where the network has them, else what is in front of its classifier,
    /// else the average over its positions or tokens. <see cref="FeaturePooling.ClassToken"/>,
    /// <see cref="FeaturePooling.PatchAverage"/> and <see cref="FeaturePooling.ClassTokenAndPatchAverage"/> take the tokens of
    /// last_hidden_state.
    /// </remarks>
    /// <exception cref="ArgumentException">The repository's name or the revision is wrong.</exception>
    public static Backbone FromHub(
        string repository,
        string revision = HubAddress.MainBranch,
        HubCache? cache = null,
        BackbonePreprocessing? preprocessing = null
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(repository);
        ArgumentException.ThrowIfNullOrWhiteSpace(revision);
        var address = HubAddress.Parse(repository);
        if (address.Revision != HubAddress.MainBranch && revision != HubAddress.MainBranch && address.Revision != revision)
            throw new ArgumentException($"'{repository}' and the revision '{revision}' name two revisions; give one.", nameof(revision));
        if (revision != HubAddress.MainBranch)
            address = HubAddress.Of(address.Repository, revision, address.File);
        return OfHub(address, cache, preprocessing);
    }

    private static Backbone OfHub(HubAddress address, HubCache? cache, BackbonePreprocessing? preprocessing = null)
    {
        var hub = new HubModel(address, cache ?? HubCache.Default);
        string name =
            address.File is { } file && !HubModel.UsualFiles.Contains(file)
                ? $"{address.Repository}/{Path.GetFileNameWithoutExtension(file)}"
                : address.Repository;
        return new Backbone(name, preprocessing, null, hub.Load) { Hub = hub };
    }
}
