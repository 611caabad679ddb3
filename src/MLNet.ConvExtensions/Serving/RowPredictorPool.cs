using System.Collections.Concurrent;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Serving;

/// <summary>
/// As many predictors as there are processors, made when they are needed. Whoever wants one while all are in use waits: more would only
/// take memory, a decoded photo each.
/// </summary>
internal sealed class RowPredictorPool : IDisposable
{
    private static readonly int Places = Environment.ProcessorCount;

    private readonly ScoringStages _stages;
    private readonly ModelInput _input;
    private readonly ModelOutput _output;
    private readonly SemaphoreSlim _free = new(Places);
    private readonly ConcurrentDictionary<ImageColumnKind, ConcurrentBag<RowPredictor>> _idle = new();
    private readonly Lock _lock = new();
    private bool _disposed;

    public RowPredictorPool(ScoringStages stages, ModelInput input, ModelOutput output)
    {
        _stages = stages;
        _input = input;
        _output = output;
    }

    /// <exception cref="ImageInputException">The image can't be read.</exception>
    public ImagePrediction Predict(ImageRequest request)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(ImageModel));
        _free.Wait();
        return PredictNow(request);
    }

    /// <inheritdoc cref="Predict"/>
    public async Task<ImagePrediction> PredictAsync(ImageRequest request, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(ImageModel));
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        // Not on the caller's thread: it may have others to serve.
        return await Task.Run(() => PredictNow(request), CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Makes a predictor, so that the first image doesn't wait for it.</summary>
    public void Prepare()
    {
        ImageColumnKind form = _input.FormFor(ImageColumnKind.Path);
        Return(form, Take(form));
    }

    /// <summary>Disposes the predictors: those in use when they have done, which is waited for.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        foreach (RowPredictor predictor in _idle.Values.SelectMany(Empty))
            predictor.Dispose();
        // Whoever has every place knows that nobody computes. Those who still wait for one are told then.
        for (int i = 0; i < Places; i++)
            _free.Wait();
        _free.Release(Places);
    }

    private static IEnumerable<RowPredictor> Empty(ConcurrentBag<RowPredictor> bag)
    {
        while (bag.TryTake(out RowPredictor? predictor))
            yield return predictor;
    }

    /// <summary>Predicts, by whoever has waited, and lets the next one in.</summary>
    private ImagePrediction PredictNow(ImageRequest request)
    {
        try
        {
            ImageColumnKind form = _input.FormFor(request.Kind);
            RowPredictor predictor = Take(form);
            try
            {
                return predictor.Predict(request);
            }
            finally
            {
                Return(form, predictor);
            }
        }
        finally
        {
            _free.Release();
        }
    }

    private RowPredictor Take(ImageColumnKind form)
    {
        if (_idle.TryGetValue(form, out ConcurrentBag<RowPredictor>? bag) && bag.TryTake(out RowPredictor? predictor))
            return predictor;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(ImageModel));
            return new RowPredictor(_stages, _input.CreateRow(form), _output);
        }
    }

    private void Return(ImageColumnKind form, RowPredictor predictor)
    {
        lock (_lock)
        {
            if (_disposed)
                predictor.Dispose();
            else
                _idle.GetOrAdd(form, _ => []).Add(predictor);
        }
    }
}
