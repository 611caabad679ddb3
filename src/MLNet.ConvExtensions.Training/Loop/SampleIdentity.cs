using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Options;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>What distinguishes the data of a training from others, for its checkpoints.</summary>
internal static class SampleIdentity
{
    private const string None = "none";

    public static IReadOnlyList<KeyValuePair<string, string>> Of(
        TrainingSamples samples,
        TrainingSamples? validation,
        BackbonePreprocessing? preprocessing
    ) =>
        [
            new("the groups' checksum", samples.Groups is null ? None : Hash(MemoryMarshal.AsBytes<int>(samples.Groups))),
            new("the labels' checksum", Checksum(samples, samples.Targets)),
            new("the features' checksum", samples.Store.Checksum),
            new("the weights' checksum", samples.Weights is null ? None : Checksum(samples, samples.Weights)),
            new("the validation's checksum", validation is null ? None : Checksum(validation)),
            new(nameof(TrainingOptions.Preprocessing), ValueText.Of(preprocessing)),
        ];

    private static string Checksum(TrainingSamples samples)
    {
        string weights = samples.Weights is null ? "" : $"-{Checksum(samples, samples.Weights)}";
        return $"{Checksum(samples, samples.Targets)}-{samples.Store.Checksum}{weights}";
    }

    private static string Checksum(TrainingSamples samples, float[] values)
    {
        int width = values == samples.Targets ? samples.TargetWidth : 1;
        float[] own = [.. Enumerable.Range(0, samples.Count).SelectMany(i => values.Skip(samples.PlaceOf(i) * width).Take(width))];
        return Hash(MemoryMarshal.AsBytes<float>(own));
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexString(SHA256.HashData(bytes))[..16];
}
