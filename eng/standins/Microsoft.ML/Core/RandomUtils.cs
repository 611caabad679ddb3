namespace Microsoft.ML.Runtime;

internal static class RandomUtils
{
    public static Random Create(int? seed) => seed is { } value ? new Random(value) : new Random();
}
