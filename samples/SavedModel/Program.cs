// A trained network in a program with ML.NET's own packages only: neither MLNet.ConvExtensions nor TorchSharp is there.
//     dotnet run --project samples/SavedModel [MODEL.zip ROWS]
// ROWS is a file with a row a line: numbers with commas between them, or, of a model over images, a path.
//
// digits.zip was trained on the first 1,437 of scikit-learn's 1,797 digits of 8 x 8 pixels (E. Alpaydin and C. Kaynak, CC BY 4.0), and reads
// 91 % of the others, most of which other people wrote; digits.csv has twenty of these:
//     OnnxNetwork network = NetworkBuilder.Image(8, 8, 1).Conv(8, 3, padding: Padding.Same).Relu().MaxPool(2)
//         .Conv(16, 3, padding: Padding.Same).Relu().MaxPool(2).Flatten().Dense(10).Build("digits");
//     ml.MulticlassClassification.Trainers.ConvNet(network, new ConvNetOptions { Epochs = 30, Seed = 1 })
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

string modelFile = args.Length > 0 ? args[0] : Path.Combine(AppContext.BaseDirectory, "digits.zip");
string rowsFile = args.Length > 1 ? args[1] : Path.Combine(AppContext.BaseDirectory, "digits.csv");

var ml = new MLContext();
ITransformer model = ml.Model.Load(modelFile, out DataViewSchema schema);

// The first column that the model's input has: a vector of numbers, or a path.
DataViewSchema.Column features = schema.First(c => c.Type is TextDataViewType or VectorDataViewType { Size: > 0 });
TextLoader.Column column = features.Type is VectorDataViewType vector
    ? new(features.Name, DataKind.Single, 0, vector.Size - 1)
    : new(features.Name, DataKind.String, 0);
IDataView predictions = model.Transform(ml.Data.LoadFromTextFile(rowsFile, [column], separatorChar: ','));

string[] answers = Answers(predictions, out float[][] scores);
foreach ((string answer, float[] row) in answers.Zip(scores))
    Console.WriteLine($"{answer}: {string.Join(' ', row.Select(s => s.ToString("0.0000", CultureInfo.InvariantCulture)))}");

// What is predicted as text: the class, true or false, or of a regression the number; and the scores behind it.
string[] Answers(IDataView predicted, out float[][] values)
{
    bool several = predicted.Schema["Score"].Type is VectorDataViewType;
    values = several
        ? [.. predicted.GetColumn<float[]>("Score")]
        : [.. predicted.GetColumn<float>(predicted.Schema.GetColumnOrNull("Probability") is null ? "Score" : "Probability").Select(s => new[] { s })];
    if (predicted.Schema.GetColumnOrNull("PredictedLabel") is not { } label)
        return [.. values.Select(v => v[0].ToString(CultureInfo.InvariantCulture))];
    return label.Type is KeyDataViewType
        ? [.. ml.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel").Fit(predicted).Transform(predicted).GetColumn<string>("Answer")]
        : [.. predicted.GetColumn<bool>("PredictedLabel").Select(yes => yes ? "yes" : "no")];
}
