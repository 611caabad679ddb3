using Microsoft.Extensions.Logging;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.ConvFeatures;
using MLNet.ConvExtensions.Training.Autograd.Plan;

namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>A backbone with a new head.</summary>
internal sealed class BackboneSource(Backbone backbone) : INetworkSource
{
    public ClassList? ClassesFor(ClassList? found, FineTuneOptions options) => found;

    public InitialNetwork Create(int outputs, FineTuneOptions options)
    {
        BackboneBody body = BackboneBody.Create(backbone, options.FeatureLayer, options.Pooling, training: true);
        if (body.Remark is { } remark)
            options.Logger?.LogWarning("{Remark}", remark);

        // Own statistics at once, so that parts of the network name them alike.
        OnnxNetwork planes = NetworkState.WithOwnStatistics(body.Network.WithPreprocessing(new ImagePreprocessing()));
        return new InitialNetwork(
            NewHead.Put(planes, options.HiddenUnits, options.Dropout, outputs, options.Seed),
            planes,
            body.Preprocessing
        );
    }
}
