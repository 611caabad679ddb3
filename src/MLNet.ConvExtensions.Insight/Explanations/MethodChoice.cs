namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>The method that explains a model: the one that was asked for, or the best that works.</summary>
/// <param name="Network">What looks into the network; null for occlusion.</param>
/// <param name="Remark">Why it isn't the best of all; null where it was asked for, or is the best.</param>
internal sealed record MethodChoice(INetworkMethod? Network, string? Remark)
{
    /// <exception cref="NotSupportedException">The method that was asked for doesn't work for this model; the message says which does.</exception>
    public static MethodChoice Of(IExplainedModel model, ExplanationOptions options)
    {
        if (options.Method == ExplanationMethod.Occlusion)
            return new(null, null);
        if (model.Network is not { } network)
        {
            return options is { Method: ExplanationMethod.Auto, Layer: null }
                ? new(null, $"{model.WhyNoNetwork} It is explained by occlusion, which explains any model.")
                : throw new NotSupportedException(
                    $"{model.WhyNoNetwork} {Asked(options)} can't explain it; {ExplanationMethod.Occlusion} explains any model."
                );
        }

        return options.Method switch
        {
            ExplanationMethod.ClassActivation => new(
                Activation(network, options, out string? why)
                    ?? throw new NotSupportedException(
                        $"{why} {ExplanationMethod.ClassActivation} can't explain it; {ExplanationMethod.GradCam} and "
                            + $"{ExplanationMethod.Occlusion} can."
                    ),
                null
            ),
            ExplanationMethod.GradCam => new(new GradCam(network, options.Layer, options.NumberOfThreads), null),
            ExplanationMethod.Saliency or ExplanationMethod.SmoothGrad => new(new Saliency(network, options), null),
            _ when options.Layer is { } layer => new(new GradCam(network, layer, options.NumberOfThreads), null),
            _ => Best(network, options),
        };
    }

    private static string Asked(ExplanationOptions options) =>
        options.Method == ExplanationMethod.Auto ? $"{ExplanationMethod.GradCam} by a layer" : $"{options.Method}";

    private static ClassActivation? Activation(ExplainedNetwork network, ExplanationOptions options, out string? why) =>
        PooledHead.Find(network.Network, options.NumberOfThreads, out why) is { } head
            ? new ClassActivation(network, head, options.NumberOfThreads)
            : null;

    private static MethodChoice Best(ExplainedNetwork network, ExplanationOptions options)
    {
        if (Activation(network, options, out string? why) is { } exact)
            return new(exact, null);
        try
        {
            return new(new GradCam(network, null, options.NumberOfThreads), $"{why} It is explained by Grad-CAM.");
        }
        catch (Exception e) when (e is OnnxNetworkException or NativeLibraryException)
        {
            return new(null, $"{why} Grad-CAM can't explain it either: {e.Message} It is explained by occlusion.");
        }
    }
}
