using MLNet.ConvExtensions.Backbones;
using MLNet.ConvExtensions.Zoo;

namespace MLNet.ConvExtensions;

/// <content>Weights of checkpoints in the safetensors format.</content>
public sealed partial class Backbone
{
    /// <summary>
    /// A network that is built here with the weights of a checkpoint in the safetensors format, by the names that torchvision gives them
    /// (timm's of ResNets and DenseNets are the same): a network that can be trained on, without an ONNX file.
    /// </summary>
    /// <param name="path">The file, of F32, F16, BF16 or F64. It is read when the network is first needed.</param>
    /// <param name="architecture">
    /// The network: <see cref="Architectures.Named"/>. ResNets, RegNets, ConvNeXts, EfficientNets, MobileNetV2 and V3, VGGs and DenseNet-121
    /// are known by torchvision's names. The number of classes is the file's.
    /// </param>
    /// <param name="preprocessing">
    /// What the weights were trained with; if left out, that of most of torchvision's: the shorter side to 256, 224 pixels of the centre
    /// (in this ratio where the architecture's images are larger), mean and deviation of ImageNet. EfficientNets and ConvNeXts were trained
    /// with other sizes and filters: give what the checkpoint's page says.
    /// </param>
    /// <returns>
    /// The backbone. Where a tensor is missing, of another shape, or not the architecture's, its <see cref="Network"/> fails with an
    /// <see cref="OnnxNetworkException"/> that names the first one.
    /// </returns>
    /// <exception cref="ArgumentException">The architecture's weights aren't known by torchvision's names.</exception>
    public static Backbone FromSafetensors(string path, Architecture architecture, BackbonePreprocessing? preprocessing = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(architecture);
        if (!TorchvisionNames.Architectures.Contains(architecture.Name))
            throw new ArgumentException(
                $"The weights of {architecture} aren't known by torchvision's names; allowed: "
                    + $"{string.Join(", ", TorchvisionNames.Architectures)}.",
                nameof(architecture)
            );
        return new Backbone(
            Path.GetFileNameWithoutExtension(path),
            preprocessing ?? new BackbonePreprocessing { Width = architecture.Size, Height = architecture.Size },
            null,
            () => SafetensorsWeights.Load(path, architecture)
        );
    }
}
