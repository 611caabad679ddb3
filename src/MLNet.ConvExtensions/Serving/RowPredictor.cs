using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Serving;

/// <summary>Predicts for one image at a time, with buffers that are used again.</summary>
internal sealed class RowPredictor : IDisposable
{
    private readonly InputRow _input;
    private readonly DataViewRow _output;
    private readonly Func<ImagePrediction> _read;

    public RowPredictor(ScoringStages stages, InputRow input, ModelOutput output)
    {
        _input = input;
        IRowToRowMapper mapper = stages.Chain.GetRowToRowMapper(input.Schema);
        _output = mapper.GetRow(input, output.ColumnsIn(mapper.OutputSchema));
        _read = output.Reader(_output);
    }

    /// <exception cref="ImageInputException">The image can't be read.</exception>
    public ImagePrediction Predict(ImageRequest request)
    {
        try
        {
            _input.Set(request);
            return _read() with { Image = request.Path };
        }
        catch (Exception e) when (IsOfImage(e))
        {
            throw new ImageInputException(Reason(e, request.Path), e);
        }
        finally
        {
            _input.Clear();
        }
    }

    public void Dispose()
    {
        _output.Dispose();
        _input.Dispose();
    }

    private static bool IsOfImage(Exception error) =>
        error is ImageInputException or ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException
        && error is not ObjectDisposedException;

    /// <summary>
    /// What the innermost error of an image says, without the row and the column that are of no interest here; with the image's name.
    /// </summary>
    private static string Reason(Exception error, string? path)
    {
        Exception reason = error;
        for (Exception? inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is ImageInputException || reason is not ImageInputException)
                reason = inner;
        }

        return path is null || reason.Message.Contains(Path.GetFileName(path), StringComparison.Ordinal)
            ? reason.Message
            : $"'{path}': {reason.Message}";
    }
}
