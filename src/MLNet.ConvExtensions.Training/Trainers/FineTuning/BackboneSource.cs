using Microsoft.Extensions.Logging;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>A backbone with a new head.</summary>
internal sealed class BackboneSource(Backbone backbone) : INetworkSource
{
    public ClassList? ClassesFor(ClassList? found, FineTuneOptions options) => found;

    public InitialNetwork Create(int outputs, FineTuneOptions options)
    {
        OnnxNetwork body = backbone.GetFeatureNetwork(options.FeatureLayer, options.Pooling);
        string? remark = null;
        BackbonePreprocessing? preprocessing = backbone.TakesImages ? backbone.GetPreprocessing(out remark) : null;
        if (remark is not null)
            options.Logger?.LogWarning("{Remark}", remark);

        // Own statistics at once, so that parts of the network name them alike.
        OnnxNetwork planes = (preprocessing is null ? body : body.WithPreprocessing(new ImagePreprocessing())).WithOwnStatistics();
        return new InitialNetwork(planes.WithHead(outputs, options.HiddenUnits, options.Dropout, options.Seed), planes, preprocessing);
    }
}
