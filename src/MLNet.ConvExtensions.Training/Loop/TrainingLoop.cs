using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using MLNet.ConvExtensions.Training.Autograd;
using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Losses;
using MLNet.ConvExtensions.Training.Native;
using MLNet.ConvExtensions.Training.Options;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>Trains a network: epochs of steps, validation, callbacks and checkpoints.</summary>
internal sealed class TrainingLoop : IDisposable
{
    private readonly TrainingJob _job;
    private readonly TrainingRunOptions _options;
    private readonly Device _device;
    private readonly TrainableNetwork _network;
    private readonly TrainingOutputs _outputs;
    private readonly TrainingLoss _loss;
    private readonly IReadOnlyList<WeightGroup> _groups;
    private readonly WeightUpdate _update;
    private readonly KernelNorms? _norms;
    private readonly RunningLogs _running;
    private readonly TrainingState _state;
    private readonly Parameter[] _learning;
    private readonly LossScale? _scale;
    private readonly IReadOnlyList<string> _singleValueMeans;
    private readonly bool _drawsNumbers;
    private readonly BatchTensors _tensors;
    private readonly AveragedWeights? _average;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Stopwatch _epochClock = new();

    private TrainingLoop(TrainingJob job)
    {
        _job = job;
        _options = job.Options;
        _device = TrainingDevice.Open(_options.GpuDeviceId, _options.Logger);
        _network = new TrainableNetwork(job.Network, _device);
        _outputs = new TrainingOutputs(_network, job.Task);
        _loss = job.CreateLoss(_device);
        _groups = job.Groups?.Invoke(_network) ?? [new WeightGroup([.. _network.Weights.Select(w => w.Tensor)])];
        _learning = [.. _groups.SelectMany(g => g.Weights)];
        _update = new WeightUpdate(_options.Optimizer, _groups);
        _norms = _options.MaxKernelNorm is double most ? new KernelNorms(_network, most) : null;
        _running = new RunningLogs(_loss, _options.CustomMetrics, _device);
        _singleValueMeans = SingleValueChannels.Find(_network.Network);
        _drawsNumbers = job.Network.Layers.Any(l => l.Operator == "Dropout");
        _tensors = new BatchTensors(_network, _loss, _options.Resizing);
        _average = _options.WeightAverage is { } average ? new AveragedWeights(average, _network) : null;
        _scale = _options.MixedPrecision ? new LossScale() : null;
        _network.Narrow = _options.MixedPrecision ? job.Narrow : null;
        _state = new TrainingState(job, _network, _update, _average, _running, _scale, () => _clock.Elapsed);
    }

    private TrainingContext Context => _state.Context;

    /// <summary>Trains from the first epoch, or from a checkpoint, to the last.</summary>
    /// <returns>The network with the weights that it has then, and the values of all epochs.</returns>
    /// <exception cref="OperationCanceledException">The training was cancelled; its state was written if there is a checkpoint.</exception>
    /// <exception cref="CheckpointException">A checkpoint can't be read or written, or is of another training.</exception>
    public static (OnnxNetwork Network, TrainingHistory History) Run(TrainingJob job)
    {
        using var threads = new ComputeThreads(job.Options.EffectiveThreads);
        using KeptMemory? memory = job.Options.GpuDeviceId is null ? new KeptMemory() : null;
        using DisposeScope scope = NewDisposeScope();
        try
        {
            using var loop = new TrainingLoop(job);
            return loop.Run();
        }
        catch (ExternalException e)
            when (e.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
                || e.Message.Contains("allocate memory", StringComparison.OrdinalIgnoreCase)
            )
        {
            throw new InvalidOperationException(
                $"There isn't memory enough on {TrainingDevice.NameOf(job.Options.GpuDeviceId)} for batches of {job.Options.BatchSize}: "
                    + $"{FirstLine(e.Message)} Lower {nameof(TrainingOptions.BatchSize)} or the input's size"
                    + (
                        job.Options.Checkpoint is null
                            ? "."
                            : $"; the checkpoint '{job.Options.Checkpoint.Path}' is as it was last written."
                    ),
                e
            );
        }
    }

    public void Dispose()
    {
        _running.Dispose();
        _average?.Dispose();
        _update.Dispose();
        _loss.Dispose();
        _network.Dispose();
    }

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd();

    private (OnnxNetwork Network, TrainingHistory History) Run()
    {
        RequireVariance();
        if (_options.Schedule.VoidIn(_options.Epochs) is { } never)
            _options.Logger?.LogWarning("{Schedule}", never);
        try
        {
            (int epoch, int batch) = _state.Begin();
            for (; epoch < _options.Epochs && Context.StopReason is null; (epoch, batch) = (epoch + 1, 0))
                RunEpoch(epoch, batch);
        }
        finally
        {
            _state.Each(c => c.OnTrainingEnd(Context));
        }

        _state.Each(c => c.ChooseWeights(Context, () => Judge(_job.Validation!, () => _job.Validation!.Next(_options.Cancellation))));
        Context.History.StopReason = Context.StopReason;
        OnnxNetwork network = _state.Network();
        if (FiniteWeights.FindOther(network) is { } broken)
        {
            throw new InvalidOperationException(
                $"{Context.StopReason ?? "The training went wrong."} The weights '{broken}' are no "
                    + "longer finite numbers, so there is no network that could be used. "
                    + "Train with a lower learning rate or clipped gradients, or look for extreme values in the data."
            );
        }

        return (network, Context.History);
    }

    // Before the first step, and for the epoch in which the most learns.
    private void RequireVariance()
    {
        _job.BeforeEpoch?.Invoke(_options.Epochs - 1, _groups);
        if (_job.Source.Samples > 1 && _options.BatchSize > 1)
            return;
        if (_singleValueMeans.FirstOrDefault(_network.Learns) is { } mean && _job.Source.RowsPerSample == 1)
        {
            throw new ArgumentException(
                $"{_options.GetType().Name}.{nameof(_options.BatchSize)} is {_options.BatchSize} and there are {_job.Source.Samples} "
                    + "rows to train on; allowed: 2 or more of each. The batch normalisation "
                    + $"with the mean '{mean}' has one value a channel of one row, whose variance isn't known."
            );
        }
    }

    private void RunEpoch(int epoch, int firstBatch)
    {
        Context.Epoch = epoch + 1;
        Context.Batch = firstBatch;
        _job.BeforeEpoch?.Invoke(epoch, _groups);
        if (firstBatch == 0)
        {
            _running.Clear();
            Context.ClearLogs();
            _state.Each(c => c.OnEpochStart(Context));
        }

        _epochClock.Restart();
        long seenBefore = _running.Count;
        _job.Source.Start(epoch, firstBatch);
        while (Context.StopReason is null && Next(_job.Source, epoch) is { } batch)
        {
            double rate = Rate(_state.Position);
            Step(batch, rate);
            Context.LastRate = rate;
            Context.Batch++;
            Context.Step++;
            Context.ClearLogs(context => SetLogs(context, rate, seenBefore));
            _state.Each(c => c.OnBatchEnd(Context));
            if (_options.Checkpoint?.EveryBatches is int every && Context.Batch % every == 0 && Context.Batch < Context.BatchesPerEpoch)
                _state.Save(epoch, Context.Batch);
        }

        Context.ClearLogs();
        SetLogs(Context, Context.LastRate ?? Rate(_state.Position), seenBefore);
        if (_job.Validation is not null)
            Validate(_job.Validation, epoch);
        Context.SetLog(TrainingLogs.Seconds, _epochClock.Elapsed.TotalSeconds);
        Context.History.Add(new TrainingEpoch(epoch + 1, new Dictionary<string, double>(Context.Logs)));
        _options.Logger?.LogInformation(
            "Epoch {Epoch} of {Epochs}: {Logs}",
            epoch + 1,
            _options.Epochs,
            string.Join(", ", Context.Logs.Select(l => $"{l.Key} {l.Value:G5}"))
        );
        _state.Each(c => c.OnEpochEnd(Context));
        _state.Save(epoch + 1, 0);
    }

    private double Rate(SchedulePosition position)
    {
        double rate = _options.Schedule.RateAt(Context.LearningRate, position);
        return rate is >= 0 and < double.PositiveInfinity
            ? rate
            : throw new InvalidOperationException(
                $"The schedule {_options.Schedule.GetType().Name} gives the learning rate {rate} for step {position.Step} of "
                    + $"{position.Steps}; allowed: 0 or more. No step was made with it."
            );
    }

    private TrainingBatch? Next(IBatchSource source, int epoch)
    {
        try
        {
            _options.Cancellation.ThrowIfCancellationRequested();
            return source.Next(_options.Cancellation);
        }
        catch (OperationCanceledException)
        {
            // Before the first batch of an epoch there is nothing to keep that isn't in the file, and callbacks know of the epoch already.
            if (Context.Batch > 0)
                _state.Save(epoch, Context.Batch);
            throw;
        }
    }

    private void Step(TrainingBatch batch, double rate)
    {
        // Of samples that don't count, nothing is learned; and the variance of one value a channel isn't known: such a rest of an epoch is
        // left out.
        double weight = _loss.WeightOf(batch);
        if (weight == 0 || (batch.Count == 1 && _singleValueMeans.Any(_network.Learns)))
        {
            _running.Skip();
            return;
        }

        if (_drawsNumbers)
            _network.Seed(unchecked((_options.Seed * 0x1E3779B97F4A7C15L) + Context.Step));
        using DisposeScope scope = NewDisposeScope();
        _update.ForgetGradients();
        (Tensor input, TargetTensors targets) = _tensors.Of(batch, Context.Step / (double)_state.Position.Steps);
        IReadOnlyList<Tensor> outputs = _outputs.Forward(input, training: true);
        Tensor loss = _loss.Of(outputs[0], targets),
            all = loss;
        for (int i = 1; i < outputs.Count; i++)
            all = all.Plus(_loss.Of(outputs[i], targets).Times(_options.WeightOfAuxiliary));
        (_scale is null ? all : all * _scale.Factor).backward();
        if (_scale?.Unscale(_learning) != false)
        {
            if (_options.ClipValue is double value)
                nn.utils.clip_grad_value_(_learning, value);
            if (_options.ClipNorm is double norm)
                nn.utils.clip_grad_norm_(_learning, norm);
            _update.Step(rate);
            _norms?.Apply();
            _average?.Add();
        }

        _running.Add(loss, weight, outputs[0], batch);
    }

    private void Validate(IBatchSource validation, int epoch)
    {
        foreach ((string name, double value) in Judge(validation, () => Next(validation, epoch)))
            Context.SetLog(TrainingLogs.ValidationPrefix + name, value);
    }

    private Dictionary<string, double> Judge(IBatchSource validation, Func<TrainingBatch?> next)
    {
        using var logs = new RunningLogs(_loss, _options.CustomMetrics, _device);
        using AveragedWeights.Placed? placed = _average?.InPlace();
        using (no_grad())
        {
            validation.Start(0, 0);
            while (next() is { } batch)
            {
                using DisposeScope scope = NewDisposeScope();
                (Tensor input, TargetTensors targets) = _tensors.Of(batch);
                Tensor output = _outputs.Forward(input, training: false)[0];
                logs.Add(_loss.Of(output, targets), _loss.WeightOf(batch), output, batch);
            }
        }

        return logs.Read().ToDictionary(l => l.Name, l => l.Value);
    }

    private void SetLogs(TrainingContext context, double rate, long seenBefore)
    {
        foreach ((string name, double value) in _running.Read())
            context.SetLog(name, value);
        context.LastLoss = _running.LastLoss;
        context.SetLog(TrainingLogs.LearningRate, rate);
        context.SetLog(TrainingLogs.ImagesPerSecond, (_running.Count - seenBefore) / Math.Max(_epochClock.Elapsed.TotalSeconds, 1e-9));
    }
}
