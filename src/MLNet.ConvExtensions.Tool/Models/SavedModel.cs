using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>A classifier of images that a program or a command saved for ML.NET.</summary>
internal sealed class SavedModel : IDisposable
{
    /// <summary>Images that are computed together; a bad one costs its whole batch a second time.</summary>
    private const int BatchSize = 128;

    private readonly MLContext _context;
    private readonly ITransformer _model;
    private readonly ModelInput _input;
    private readonly ModelOutput _output;

    private SavedModel(MLContext context, ITransformer model, DataViewSchema? schema, ModelInput input, ModelOutput output)
    {
        InputSchema = schema;
        _context = context;
        _model = model;
        _input = input;
        _output = output;
    }

    /// <summary>The model itself, with this library's stages given back.</summary>
    public ITransformer Transformer => _model;

    /// <summary>The columns of the data that it was saved with; null if the file doesn't say.</summary>
    public DataViewSchema? InputSchema { get; }

    /// <summary>The names of the classes; of two without names, false and true.</summary>
    public IReadOnlyList<string> Classes => _output.Classes;

    /// <summary>Whether the model says yes or no instead of naming a class.</summary>
    public bool IsBinary => _output.IsBinary;

    /// <param name="file">The model.</param>
    /// <param name="column">The column of images; null for the one that the model's input tells.</param>
    /// <exception cref="FormatException">The file isn't a model, or is damaged.</exception>
    /// <exception cref="ImageInputException">It takes no images, or names no classes.</exception>
    public static SavedModel Load(FileInfo file, string? column)
    {
        if (!file.Exists)
            throw new FileNotFoundException($"The model '{file.FullName}' is not there.", file.FullName);
        var context = new MLContext();
        var read = new HashSet<string>();
        ITransformer model = context.Model.LoadWithConvFeatures(file.FullName, out DataViewSchema? schema, options =>
        {
            read.Add(options.InputColumnName ?? options.OutputColumnName);
            return options;
        });
        try
        {
            ModelInput input = ModelInput.Of(schema, column, read, file.Name);
            DataViewSchema made = model.GetOutputSchema(input.Read(context, []).Schema);
            return new SavedModel(context, model, schema, input, ModelOutput.Of(made, file.Name));
        }
        catch (Exception e)
        {
            (model as IDisposable)?.Dispose();
            // What ML.NET says of a column that isn't there, or of another type.
            if (e is ArgumentOutOfRangeException or InvalidOperationException)
                throw new ImageInputException($"The model '{file.Name}' can't be used on images alone: {e.Message}", e);
            throw;
        }
    }

    /// <summary>What the model says of each image, in their order. One that can't be read is said, and no more.</summary>
    public IEnumerable<ImageScores> Score(IReadOnlyList<string> images) => images.Chunk(BatchSize).SelectMany(ScoreTogether);

    public void Dispose() => (_model as IDisposable)?.Dispose();

    /// <summary>What the innermost error says: that of a stage comes wrapped where rows are read ahead.</summary>
    private static string Reason(Exception? error, string image)
    {
        string reason = "";
        for (; error is not null; error = error.InnerException)
            reason = error.Message;
        return reason.Contains(Path.GetFileName(image), StringComparison.Ordinal) ? reason : $"'{image}': {reason}";
    }

    private ImageScores[] ScoreTogether(string[] images)
    {
        try
        {
            double[][] scores = [.. _output.Read(_model.Transform(_input.Read(_context, images)))];
            return [.. images.Zip(scores, (image, shares) => new ImageScores(image, shares, null))];
        }
        catch (Exception e) when (e is ImageInputException or ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return images.Length == 1 ? [new ImageScores(images[0], null, Reason(e, images[0]))] : [.. images.SelectMany(image => ScoreTogether([image]))];
        }
    }
}
