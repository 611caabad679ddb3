using System.Runtime.CompilerServices;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

public static class OnnxSessionOptionsExtensions
{
    // A context and all its hosts share one component catalog, so that it can stand for them here.
    private static readonly ConditionalWeakTable<ComponentCatalog, OnnxSessionOptions> OptionsOf = [];

    public static OnnxSessionOptions? GetOnnxSessionOption(this IHostEnvironment env) =>
        OptionsOf.TryGetValue(env.ComponentCatalog, out OnnxSessionOptions? options) ? options : null;

    public static void SetOnnxSessionOption(this IHostEnvironment env, OnnxSessionOptions onnxSessionOptions) =>
        OptionsOf.AddOrUpdate(env.ComponentCatalog, onnxSessionOptions);
}
