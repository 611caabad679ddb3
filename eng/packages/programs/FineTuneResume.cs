using Microsoft.ML;
using MLNet.ConvExtensions;

var ml = new MLContext(seed: 1);
IDataView photos = ml.Data.LoadImageFolder("photos");
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) => { e.Cancel = true; stop.Cancel(); };    // Ctrl-C ends it; the same program goes on
var options = new FineTuneOptions
{
    FeatureColumnName = "ImagePath",
    Strategy = FineTuneStrategy.LastStages,
    ValidationFraction = 0.2,
    Callbacks = [new ProgressBar(), new EarlyStopping { Patience = 3 }],
    Checkpoint = new CheckpointOptions("run.state"),
    Cancellation = stop.Token,
};
var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
    .Append(ml.MulticlassClassification.Trainers.FineTune(Backbone.PackagedResNet18, options));
ml.Model.Save(pipeline.Fit(photos), photos.Schema, "tuned.zip");
