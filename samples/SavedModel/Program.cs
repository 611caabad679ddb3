// A trained or fine-tuned network in a program with ML.NET's own packages only: neither MLNet.ConvExtensions nor TorchSharp is there.
//     dotnet run --project samples/SavedModel MODEL.zip ROWS
// ROWS is a file with a row a line: numbers with commas between them, or, of a model over images, a path.
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

if (args.Length != 2)
{
    Console.WriteLine("Give a model that was saved with a trained network, and a file with rows: SavedModel MODEL.zip ROWS");
    return;
}

var ml = new MLContext();
ITransformer model = ml.Model.Load(args[0], out DataViewSchema schema);

// The first column that the model's input has: a vector of numbers, or a path.
DataViewSchema.Column features = schema.First(c => c.Type is TextDataViewType or VectorDataViewType { Size: > 0 });
TextLoader.Column column = features.Type is VectorDataViewType vector
    ? new(features.Name, DataKind.Single, 0, vector.Size - 1)
    : new(features.Name, DataKind.String, 0);
IDataView predictions = model.Transform(ml.Data.LoadFromTextFile(args[1], [column], separatorChar: ','));

string[] answers = Answers(predictions, out float[][] scores);
foreach ((string answer, float[] row) in answers.Zip(scores))
    Console.WriteLine($"{answer}: {string.Join(' ', row.Select(s => s.ToString("0.0000", CultureInfo.InvariantCulture)))}");

// What is predicted as text: the class, true or false, or of a regression the number; and the scores behind it.
string[] Answers(IDataView predicted, out float[][] values)
{
    bool several = predicted.Schema["Score"].Type is VectorDataViewType;
    values = several
        ? [.. predicted.GetColumn<float[]>("Score")]
        :
        [
            .. predicted
                .GetColumn<float>(predicted.Schema.GetColumnOrNull("Probability") is null ? "Score" : "Probability")
                .Select(s => new[] { s }),
        ];
    if (predicted.Schema.GetColumnOrNull("PredictedLabel") is not { } label)
        return [.. values.Select(v => v[0].ToString(CultureInfo.InvariantCulture))];
    return label.Type is KeyDataViewType
        ?
        [
            .. ml
                .Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel")
                .Fit(predicted)
                .Transform(predicted)
                .GetColumn<string>("Answer"),
        ]
        : [.. predicted.GetColumn<bool>("PredictedLabel").Select(yes => yes ? "yes" : "no")];
}
