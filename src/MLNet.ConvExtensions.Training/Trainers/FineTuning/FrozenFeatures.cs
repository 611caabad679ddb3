using Microsoft.ML;
using MLNet.ConvExtensions.Stages.Trained;

namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>Computes what the stages that never learn give, through ONNX Runtime: a column of vectors beside the labels.</summary>
internal sealed class FrozenFeatures : IDisposable
{
    /// <summary>The column of the vectors.</summary>
    public const string Column = "FineTune.Frozen";

    private readonly ITransformer _stage;

    /// <param name="frozen">The part of the network: planes of images to a row of 32-bit numbers for each.</param>
    /// <param name="settings">The column of images, and what is done to them.</param>
    /// <param name="gpu">The GPU to compute on, that of the training; null for the CPU.</param>
    public FrozenFeatures(OnnxNetwork frozen, TrainedStageSettings settings, int? gpu)
    {
        Length = frozen.Outputs[0].Shape![1]!.Value;
        _stage = (settings with { GpuDeviceId = gpu }).CreateStage(frozen, Column);
    }

    /// <summary>The numbers that are kept of each image.</summary>
    public long Length { get; }

    public IDataView Of(IDataView data) => _stage.Transform(data);

    public void Dispose() => ((IDisposable)_stage).Dispose();
}
