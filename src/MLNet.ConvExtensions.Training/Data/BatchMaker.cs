namespace MLNet.ConvExtensions.Training.Data;

/// <summary>Makes the batches of an epoch, each from its place in the order; for several threads at once.</summary>
internal sealed class BatchMaker
{
    private readonly TrainingSamples _samples;
    private readonly BatchPipelineOptions _options;
    private readonly SampleShape _shape;
    private readonly Augmenter? _augmenter;
    private readonly int[] _order;
    private readonly int[] _repeats = [];
    private readonly BalancedOrder? _balance;
    private readonly int _views;
    private int _epoch;

    public BatchMaker(TrainingSamples samples, SampleShape shape, BatchPipelineOptions options)
    {
        _samples = samples;
        _options = options;
        _shape = shape;
        _views = options.Views switch
        {
            SampleViews.Pair => 2,
            SampleViews.Quarters => PlaneMoves.Quarters,
            _ => 1,
        };
        _augmenter = options.Augmentation is { } augmentation
            ? new Augmenter(augmentation, samples.Store.Shape, shape, samples.Store.Range)
            : null;
        _order = [.. Enumerable.Range(0, samples.Count)];
        if (options.ClassBalance > 0)
        {
            _balance = new BalancedOrder(samples, options.ClassBalance, options.Seed);
            _repeats = new int[_order.Length];
        }

        if (_augmenter is null && samples.Store.Shape != shape)
            throw new ArgumentException($"The samples are {samples.Store.Shape}; the network takes {shape}.");
    }

    /// <summary>Rows that a batch has of each sample.</summary>
    public int RowsPerSample => _views;

    private bool Mixes => _augmenter?.Mixing is not null;

    public SampleWorkspace CreateWorkspace() =>
        new((_samples.Store as ImageStore)?.CreateReader(_options.MaxImagePixels), Math.Max(_samples.Store.Shape.Length, _shape.Length));

    public TrainingBatch CreateBatch() =>
        new()
        {
            Inputs = new float[checked(_options.BatchSize * _views * _shape.Length)],
            Targets = new float[_options.BatchSize * _views * _samples.TargetWidth],
            TargetWidth = _samples.TargetWidth,
            Weights = _samples.Weights is null ? null : new float[_options.BatchSize],
            Partners = Mixes ? new float[_options.BatchSize * _samples.TargetWidth] : null,
            Shares = Mixes ? new float[_options.BatchSize] : null,
            PartnerWeights = Mixes && _samples.Weights is not null ? new float[_options.BatchSize] : null,
        };

    /// <summary>Settles the order of an epoch. Not while batches are made.</summary>
    public void Begin(int epoch)
    {
        _epoch = epoch;
        if (_balance is not null)
        {
            _balance.Fill(_order, _repeats, epoch);
            return;
        }

        for (int i = 0; i < _order.Length; i++)
            _order[i] = i;
        if (_options.Shuffle)
            SampleRandom.Shuffle(_order, _options.Seed, epoch);
    }

    public void Make(int number, TrainingBatch batch, SampleWorkspace workspace)
    {
        int first = number * _options.BatchSize,
            samples = Math.Min(_options.BatchSize, _order.Length - first);
        batch.Count = samples * _views;
        for (int i = 0; i < samples; i++)
        {
            if (_views > 1)
            {
                WriteViews(i, _order[first + i], batch, workspace);
                continue;
            }

            int sample = _order[first + i],
                place = _samples.PlaceOf(sample),
                repeat = _balance is null ? 0 : _repeats[first + i];
            Span<float> planes = batch.Inputs.AsSpan(i * _shape.Length, _shape.Length);
            Write(sample, workspace, planes, repeat);
            _samples.TargetAt(place).CopyTo(batch.Targets.AsSpan(i * batch.TargetWidth));
            if (batch.Weights is not null)
                batch.Weights[i] = _samples.Weights![place];
            if (Mixes)
                Mix(i, sample, repeat, batch, workspace, planes);
        }
    }

    private void WriteViews(int at, int sample, TrainingBatch batch, SampleWorkspace workspace)
    {
        Span<float> first = batch.Inputs.AsSpan(at * _views * _shape.Length, _shape.Length);
        Write(sample, workspace, first);
        for (int view = 0; view < _views; view++)
        {
            int row = (at * _views) + view;
            Span<float> planes = batch.Inputs.AsSpan(row * _shape.Length, _shape.Length);
            bool pair = _options.Views == SampleViews.Pair;
            if (view > 0 && pair)
                Write(sample, workspace, planes, view);
            else if (view > 0)
                PlaneMoves.Turn(first, planes, _shape, view);
            batch.Targets[row] = pair ? row ^ 1 : view;
        }
    }

    private void Write(int sample, SampleWorkspace workspace, Span<float> planes, int view = 0)
    {
        int place = _samples.PlaceOf(sample);
        if (_augmenter is null)
        {
            _samples.Store.Write(place, workspace, planes);
        }
        else
        {
            _samples.Store.Write(place, workspace, workspace.Planes.AsSpan(0, _samples.Store.Shape.Length));
            // In the first epoch chance decides, and then each epoch takes the other side.
            bool? mirrored = _augmenter.Alternates
                ? new SampleRandom(_options.Seed, epoch: 0, place, view).Happens(0.5) != (_epoch % 2 == 1)
                : null;
            _augmenter.Apply(new SampleRandom(_options.Seed, _epoch, place, view), workspace, planes, mirrored);
        }

        _samples.Store.Normalize(planes);
    }

    private void Mix(int at, int sample, int repeat, TrainingBatch batch, SampleWorkspace workspace, Span<float> planes)
    {
        var random = new SampleRandom(~_options.Seed, _epoch, sample, repeat);
        ImageMixing mixing = _augmenter!.Mixing!;
        if (mixing.Draw(ref random) is not { } draw)
        {
            batch.Shares![at] = 1;
            SetPartner(_samples.PlaceOf(sample));
            return;
        }

        int chosen = random.Next(_order.Length),
            partner = _balance is null ? chosen : _order[chosen];
        SetPartner(_samples.PlaceOf(partner));
        Span<float> other = workspace.Partner.AsSpan(0, planes.Length);
        Write(partner, workspace, other, _balance is null ? 0 : _repeats[chosen]);
        batch.Shares![at] = draw.Cuts
            ? ImageMixing.Cut(planes, other, _shape, draw.Share, ref random)
            : ImageMixing.Blend(planes, other, draw.Share);

        void SetPartner(int place)
        {
            _samples.TargetAt(place).CopyTo(batch.Partners.AsSpan(at * batch.TargetWidth));
            if (batch.PartnerWeights is not null)
                batch.PartnerWeights[at] = _samples.Weights![place];
        }
    }
}
