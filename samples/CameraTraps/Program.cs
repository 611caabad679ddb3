// From the cards of camera traps to a Camtrap DP: a model of the photos that people have sorted, which says how sure it is, asked about
// cards from places that it doesn't know.
//
//   dotnet run                                        on cards that the sample draws itself
//   dotnet run -- SORTED NEW DEPLOYMENTS.csv ANIMAL   on yours: SORTED/DEPLOYMENT/CLASS/*.jpg, NEW/DEPLOYMENT/*.jpg, and what is looked for
using System.Text.RegularExpressions;
using CameraTraps;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions;

string work = args.Length == 4 ? "." : Directory.CreateTempSubdirectory("camera-traps").FullName;
(string sorted, string fresh, string list, string animal) = args is [var s, var n, var l, var a] ? (s, n, l, a) : DrawnCards.Draw(work);
var ml = new MLContext(seed: 1);
var deployments = CameraDeployments.Load(list);

// The sorted photos, with the class that each one's folder names. Sites stay whole: some to learn from, some to decide by.
IDataView photos = ml.Data.LoadCameraTraps(
    sorted,
    new CameraTrapOptions { Deployments = deployments, LabelPattern = new Regex("([^/]+)/[^/]*$") }
);
photos = ml.Transforms.Conversion.MapValueToKey("Label").Fit(photos).Transform(photos);
TrainTestSets parts = ml.Data.TrainTestSplitByGroup(photos, 0.4, "Site", "Label");
var pipeline = ml
    .Transforms.ConvFeatures("Features", "ImagePath", Backbone.PackagedResNet18)
    .AppendCacheCheckpoint(ml)
    .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 0.1f));
var classifier = pipeline.Fit(parts.TrainSet);

// What is made of its probabilities, learned at sites that it doesn't know: right as often as they say; and from which probability on the
// animal is said, such that 99 of 100 of its photos are found.
IDataView held = ml.Data.Cache(classifier.Transform(parts.TestSet));
var calibration = ml.MulticlassClassification.Calibrators().Temperature().Fit(held);
held = calibration.Transform(held);
var threshold = ml
    .MulticlassClassification.Decisions()
    .Threshold(new ThresholdOptions { TargetRecall = 0.99, TargetClass = animal })
    .Fit(held);
Console.WriteLine(
    $"{animal} is said from a probability of {threshold.Choice.Threshold:0.00} on; recall there {threshold.Choice.Recall.Value:0.00}."
);
var model = new TransformerChain<ITransformer>([.. classifier, calibration, threshold]);
ml.Model.Save(model, photos.Schema, Path.Combine(work, "model.zip"));

// New cards: whatever the model says of a photo, with its event.
using ImageModel asked = ml.Model.LoadImageModel(Path.Combine(work, "model.zip"));
IReadOnlyList<CameraTrapMedia> media = CameraTrapEvents.Assign(
    CameraTrapArchive.Read(fresh, new CameraTrapOptions { Deployments = deployments })
);
CameraTrapImage[] seen =
[
    .. media.Zip(asked.Predict(media.Select(m => Path.Combine(fresh, m.File))), (photo, said) => Seen.Of(photo, said)),
];

// A person looks at the photos of the events in which the animal may be, and at nothing else.
CameraTrapEvent[] events = [.. CameraTrapEvents.Summarize(seen, new CameraTrapEventOptions { Rule = BurstRule.Maximum })];
foreach (IGrouping<string?, CameraTrapEvent> kind in events.GroupBy(e => e.Label).OrderBy(k => k.Key))
    Console.WriteLine($"{kind.Key ?? "blank"}: {kind.Count()} events, {kind.Sum(e => e.Images)} photos");
int shown = events.Where(e => e.Label == animal).Sum(e => e.Images);
Console.WriteLine($"{shown} of {seen.Length} photos to look at.");

// What others can use: the Camtrap DP of GBIF and its like.
var options = new CamtrapOptions
{
    ProjectTitle = "Snow leopards of two valleys",
    SamplingDesign = "targeted",
    Contributors = [new CamtrapContributor("A ranger") { Role = "contact" }],
    TimeZone = TimeZoneInfo.Utc,
    Deployments = deployments.Known,
    ClassifiedBy = "MLNet.ConvExtensions",
    ScientificNames = new Dictionary<string, string> { ["snow_leopard"] = "Panthera uncia", ["ibex"] = "Capra sibirica" },
};
using CameraTrapWriter package = CamtrapPackage.Create(Path.Combine(work, "camtrap-dp"), options);
foreach (CameraTrapImage photo in seen)
    package.Append(photo);
package.Complete();
Console.WriteLine(
    $"Camtrap DP: {string.Join(", ", Directory.GetFiles(Path.Combine(work, "camtrap-dp")).Select(Path.GetFileName).Order())}"
);
if (args.Length != 4)
    DrawnCards.Check(events, seen, animal, work);
