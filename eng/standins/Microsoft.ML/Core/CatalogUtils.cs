using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

internal static class CatalogUtils
{
    public static IHostEnvironment GetEnvironment(this IInternalCatalog catalog)
    {
        Contracts.CheckValue(catalog, nameof(catalog));
        return catalog.Environment;
    }

    /// <summary>The settings of the <see cref="MLContext"/> (seed, device, options) as the environment holds them.</summary>
    public static HostEnvironment GetSettings(this IHostEnvironment env) => env as HostEnvironment
        ?? (env as MLContext)?.Environment
        ?? throw Contracts.ExceptParam(nameof(env), $"An environment comes from an MLContext, but this one is a {env.GetType()}.");
}
