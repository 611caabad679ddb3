using Microsoft.Extensions.Logging;

namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>Where a network is divided into what never learns, which ONNX Runtime computes, and what is trained.</summary>
/// <param name="Tensor">The tensor between the two parts.</param>
/// <param name="Once">Whether what the first part gives is computed once and kept; otherwise it is in each epoch.</param>
internal sealed record FrozenCut(string Tensor, bool Once)
{
    /// <summary>Decides where, and how often the first part is computed; null where the whole is trained.</summary>
    /// <param name="rows">The number of images.</param>
    /// <param name="initial">The network.</param>
    /// <param name="parts">What learns.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">The frozen part was asked to be kept, and there is no room for it, or no such part.</exception>
    public static FrozenCut? Find(long rows, InitialNetwork initial, LearningParts parts, FineTuneOptions options)
    {
        bool asked = options.CacheFeatures == true;
        if (options.GpuDeviceId is not null && !asked)
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

        if (options.CacheFeatures == false || options.Augmentation is not null)
            return new(cut, Once: false);
        initial.Body.TryGetTensor(cut, out NetworkTensor? tensor);
        long bytes = sizeof(float) * tensor!.Shape!.Skip(1).Aggregate(1L, (a, d) => a * d!.Value);
        long megabytes = ((bytes * rows) + 1048575) / 1048576;
        if (megabytes <= options.CacheMegabytes)
            return new(cut, Once: true);
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
        return new(cut, Once: false);
    }
}
