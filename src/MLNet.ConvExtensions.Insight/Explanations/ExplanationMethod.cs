namespace MLNet.ConvExtensions;

/// <summary>How it is found what in a photo speaks for a class.</summary>
public enum ExplanationMethod
{
    /// <summary>
    /// Class activation where it is exact, else Grad-CAM, else occlusion; <see cref="ImageExplainer.Remark"/> says why not the one before.
    /// </summary>
    Auto,

    /// <summary>
    /// Class activation (Zhou and others, 2016), for linear models on globally average-pooled features: what each position adds to the
    /// class's logit. The map's sum and <see cref="ImageExplanation.Bias"/> are the logit. Runs in ONNX Runtime, without TorchSharp.
    /// </summary>
    ClassActivation,

    /// <summary>
    /// Grad-CAM (Selvaraju and others, 2017): the maps of a layer, each weighted by the mean gradient of the class's logit by it, summed,
    /// and what is below 0 left out. Needs TorchSharp.
    /// </summary>
    GradCam,

    /// <summary>
    /// Occlusion (Zeiler and Fergus, 2014): how far the class's probability falls where a gray patch hides a part of the photo. For any
    /// model; it predicts once for each place of the patch.
    /// </summary>
    Occlusion,

    /// <summary>
    /// Gradient saliency (Simonyan and others, 2014): the gradient of the class's logit by each pixel, of which the largest magnitude among
    /// the channels is taken. Needs TorchSharp.
    /// </summary>
    Saliency,

    /// <summary>
    /// SmoothGrad (Smilkov and others, 2017): saliency of the mean gradient over copies of the photo with noise. Needs TorchSharp.
    /// </summary>
    SmoothGrad,
}
