// Networks learn to hear digits: dotnet run --project samples/SpokenDigits -c Release -- [FOLDER] [EPOCHS]
// FOLDER holds the recordings of the Free Spoken Digit Dataset, 0_george_0.wav and so on. Without it, sounds are made here.
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions;
using SpokenDigits;

bool made = args.Length == 0;
string folder = made ? MadeSounds.Write() : args[0];
int epochs =
    args.Length > 1 ? int.Parse(args[1])
    : made ? 10
    : 24;
Recording[] recordings = Recording.Find(folder);
string[] speakers = [.. recordings.Select(r => r.Speaker).Distinct().Order()];
Console.WriteLine($"{recordings.Length} recordings of {speakers.Length} speakers in {folder}");

// The official split: the first five of each speaker and digit are the test.
Recording[] train = [.. recordings.Where(r => r.Number >= 5)],
    test = [.. recordings.Where(r => r.Number < 5)];
using (ConvNetTransformer model = Hearing.OfSpectrograms(train, epochs))
    Report("log-mel spectrograms", model, Hearing.Spectrograms(test));
using (ConvNetTransformer model = Hearing.OfWaves(train, epochs))
    Report("raw waves", model, Hearing.Waves(test));

var shares = new List<double>();
foreach (string speaker in speakers)
{
    using ConvNetTransformer model = Hearing.OfSpectrograms([.. recordings.Where(r => r.Speaker != speaker)], (epochs + 1) / 2);
    shares.Add(Report($"{speaker}, not heard before", model, Hearing.Spectrograms([.. recordings.Where(r => r.Speaker == speaker)])));
}

Console.WriteLine($"{shares.Average():P1} of speakers not heard before");
if (made)
    Directory.Delete(folder, recursive: true);

static double Report(string what, ConvNetTransformer model, IDataView test)
{
    MulticlassClassificationMetrics metrics = Hearing.Context.MulticlassClassification.Evaluate(model.Transform(test));
    double seconds = model.History[TrainingLogs.Seconds].Sum();
    Console.WriteLine($"{metrics.MicroAccuracy:P1} {what}, log loss {metrics.LogLoss:0.000}, trained in {seconds:0} s");
    return metrics.MicroAccuracy;
}
