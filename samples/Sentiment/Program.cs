// Is a sentence of a film review praise? The sentence network of Kim (2014), with word vectors that it learns itself:
//     dotnet run --project samples/Sentiment -c Release -- [FOLDER [FOLDS]]
// FOLDER holds the sentences of Pang and Lee, rt-polarity.pos and rt-polarity.neg. Without it, sentences are made up here.
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions;
using Sentiment;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int length = 56,
    tokens = 20_000;
var ml = new MLContext(seed: 1);
Sentence[] sentences = args.Length == 0 ? Sentence.MakeUp(600, seed: 1) : Sentence.Read(args[0]);
int folds =
    args.Length > 1 ? int.Parse(args[1])
    : args.Length == 0 ? 3
    : 10;
IDataView data = ml.Data.LoadFromEnumerable(sentences);

var options = new ConvNetOptions
{
    FeatureColumnName = "Tokens",
    Epochs = 5,
    BatchSize = 50,
    LearningRate = 0.001,
    MaxKernelNorm = 3,
};
var pipeline = ml
    .Transforms.Text.VectorizeText("Tokens", "Text", length, tokens)
    .AppendCacheCheckpoint(ml)
    .Append(ml.BinaryClassification.Trainers.ConvNet(Architectures.SentenceCnn(length, tokens, classes: 1, dimensions: 128), options));

var watch = Stopwatch.StartNew();
double[] accuracies = [.. ml.BinaryClassification.CrossValidate(data, pipeline, folds).Select(f => f.Metrics.Accuracy)];
double mean = accuracies.Average(),
    deviation = Math.Sqrt(accuracies.Sum(a => (a - mean) * (a - mean)) / Math.Max(1, accuracies.Length - 1));
Console.WriteLine(
    $"{sentences.Length} sentences, {folds} folds: accuracy {mean:0.000} ± {deviation:0.000}, {watch.Elapsed.TotalSeconds:0} s"
);

// The model takes text, and any ML.NET program loads it.
ITransformer model = pipeline.Fit(data);
string file = Path.Combine(Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "Sentiment")).FullName, "sentiment.zip");
ml.Model.Save(model, data.Schema, file);
using PredictionEngine<Sentence, Opinion> engine = ml.Model.CreatePredictionEngine<Sentence, Opinion>(ml.Model.Load(file, out _));
foreach (string text in new[] { "a moving and beautiful film", "a dull and tedious mess" })
    Console.WriteLine($"'{text}': {engine.Predict(new Sentence { Text = text }).Probability:P0} praise");
Console.WriteLine($"The model is {file}.");

internal sealed class Opinion
{
    public float Probability { get; set; }
}
