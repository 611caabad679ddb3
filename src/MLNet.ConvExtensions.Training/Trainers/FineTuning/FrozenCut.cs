using Microsoft.Extensions.Logging;

namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>Decides where a network is divided, so that what never learns is computed once.</summary>
internal static class FrozenCut
{
    /// <summary>The tensor between the two parts; null where the whole is trained.</summary>
    /// <param name="rows">The number of images.</param>
    /// <param name="initial">The network.</param>
    /// <param name="parts">What learns.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">The frozen part was asked to be kept, and there is no room for it, or no such part.</exception>
    public static string? Find(long rows, InitialNetwork initial, LearningParts parts, FineTuneOptions options)
    {
        bool asked = options.CacheFeatures == true;
        bool suits = options.Augmentation is null && options.GpuDeviceId is null;
        if (options.CacheFeatures == false || !(asked || suits))
            return null;
        string cut = parts.Most == 0 ? initial.Body.Outputs[0].Name : parts.Learning.First().Input;
        if (cut == initial.Body.Inputs[0].Name)
        {
            return !asked
                ? null
                : throw new ArgumentException(
                    $"{nameof(FineTuneOptions)}.{nameof(FineTuneOptions.CacheFeatures)} is True; allowed: False or null where all stages "
                        + $"of the backbone learn, as {options.Stages} do."
                );
        }

        initial.Body.TryGetTensor(cut, out NetworkTensor? tensor);
        long bytes = sizeof(float) * tensor!.Shape!.Skip(1).Aggregate(1L, (a, d) => a * d!.Value);
        long megabytes = ((bytes * rows) + 1048575) / 1048576;
        if (megabytes <= options.CacheMegabytes)
            return cut;
        if (asked)
        {
            throw new ArgumentException(
                $"What the frozen stages give takes {megabytes} megabytes for {rows} images; "
                    + $"{nameof(TrainingOptions.CacheMegabytes)} is {options.CacheMegabytes}. "
                    + $"Give more, or leave {nameof(FineTuneOptions.CacheFeatures)} out."
            );
        }

        options.Logger?.LogInformation(
            "What the frozen stages give takes {Megabytes} megabytes, more than CacheMegabytes, {Room}: it is computed in each epoch.",
            megabytes,
            options.CacheMegabytes
        );
        return null;
    }
}
