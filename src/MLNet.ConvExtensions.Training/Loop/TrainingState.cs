using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using MLNet.ConvExtensions.Training.Callbacks;
using MLNet.ConvExtensions.Training.Options;
using TorchSharp;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>Where a training stands, and how that is written to a checkpoint and read from one.</summary>
internal sealed class TrainingState
{
    /// <summary>How many states of its own kind a checkpoint has.</summary>
    private const int States = 4;

    private readonly TrainingJob _job;
    private readonly TrainableNetwork _network;
    private readonly WeightUpdate _update;
    private readonly AveragedWeights? _average;
    private readonly RunningLogs _running;
    private readonly LossScale? _scale;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _identity;

    public TrainingState(
        TrainingJob job,
        TrainableNetwork network,
        WeightUpdate update,
        AveragedWeights? average,
        RunningLogs running,
        LossScale? scale,
        Func<TimeSpan> elapsed
    )
    {
        _job = job;
        _network = network;
        _update = update;
        _average = average;
        _running = running;
        _scale = scale;
        _identity = job.Options.Checkpoint is null ? [] : Identify(job);
        Context = new TrainingContext(Network, Restore, elapsed)
        {
            Epochs = job.Options.Epochs,
            BatchesPerEpoch = job.Source.BatchesPerEpoch,
            Samples = job.Source.Samples,
            ValidationSamples = job.Validation?.Samples ?? 0,
            LearningRate = job.Options.EffectiveLearningRate,
            History = new TrainingHistory(job.Options.CustomMetrics),
            Weights = new WeightAccess(ReadWeights, WriteWeights),
        };
    }

    public TrainingContext Context { get; }

    /// <summary>What the schedule goes by.</summary>
    public SchedulePosition Position => new(Context.Step, Context.BatchesPerEpoch, Context.Epochs, Context.History);

    /// <summary>The network with the weights that it has now, or with their average where there is one.</summary>
    public OnnxNetwork Network()
    {
        using AveragedWeights.Placed? placed = _average?.InPlace();
        OnnxNetwork network = _network.ToOnnx();
        return _job.Whole?.Invoke(network) ?? network;
    }

    /// <summary>Calls all callbacks.</summary>
    public void Each(Action<TrainingCallback> action)
    {
        foreach (TrainingCallback callback in _job.Options.Callbacks)
            action(callback);
    }

    /// <summary>Starts the callbacks, and reads the checkpoint if there is one to go on from.</summary>
    /// <returns>The epoch and the batch to begin with, from 0.</returns>
    public (int Epoch, int Batch) Begin()
    {
        CheckpointOptions? file = _job.Options.Checkpoint;
        if (file is not null)
            CheckpointFile.Check(file.Path);
        if (file is null || !file.Resume || !File.Exists(file.Path))
        {
            Each(c => c.OnTrainingStart(Context));
            return (0, 0);
        }

        TrainingCheckpoint checkpoint = Restoring(file.Path, Restore);
        Each(c => c.OnTrainingStart(Context));
        Restoring(file.Path, _ => RestoreCallbacks(checkpoint));
        if (checkpoint.StopReason is not null)
            Context.RequestStop(checkpoint.StopReason);
        _job.Options.Logger?.LogInformation(
            "Resumed from '{Path}': epoch {Epoch}, batch {Batch}.",
            file.Path,
            checkpoint.Epoch + 1,
            checkpoint.Batch
        );
        return (checkpoint.Epoch, checkpoint.Batch);
    }

    private TrainingCheckpoint Restore(string path)
    {
        TrainingCheckpoint checkpoint = TrainingCheckpoint.FromBytes(CheckpointFile.Read(path));
        checkpoint.Require(path, _identity);
        if (checkpoint.States.Count != States || checkpoint.Weights.Values.Any(HasNoNumbers))
            throw new InvalidDataException("its numbers are not those of a training.");
        _network.Restore(checkpoint.Weights);
        Read(checkpoint.States[0], LoadWeights);
        Read(checkpoint.States[1], _running.Load);
        if (_scale is not null)
            Read(checkpoint.States[2], _scale.Load);
        if (checkpoint.Epoch < 0 || checkpoint.Batch < 0 || checkpoint.Batch > Context.BatchesPerEpoch || checkpoint.Step < 0)
            throw new InvalidDataException($"epoch {checkpoint.Epoch}, batch {checkpoint.Batch}, step {checkpoint.Step} can't be.");
        foreach (TrainingEpoch epoch in checkpoint.History.Epochs)
            Context.History.Add(epoch);
        Context.Epoch = checkpoint.Epoch + 1;
        Context.Batch = checkpoint.Batch;
        Context.Step = checkpoint.Step;
        Read(checkpoint.States[3], Context.LoadRates);
        return checkpoint;
    }

    private TrainingCheckpoint RestoreCallbacks(TrainingCheckpoint checkpoint)
    {
        var states = checkpoint.Callbacks.ToLookup(c => c.Key, c => c.Value);
        foreach (IGrouping<string, TrainingCallback> kind in _job.Options.Callbacks.GroupBy(NameOf))
        {
            foreach ((TrainingCallback callback, byte[] state) in kind.Zip(states[kind.Key]))
                Read(state, callback.LoadState);
        }

        // What callbacks set on starting is what they set for a training that begins.
        Read(checkpoint.States[3], Context.LoadRates);
        return checkpoint;
    }

    private static TrainingCheckpoint Restoring(string path, Func<string, TrainingCheckpoint> restore)
    {
        try
        {
            return restore(path);
        }
        catch (Exception e) when (TrainingCheckpoint.IsDamage(e))
        {
            throw new CheckpointException(
                $"The checkpoint '{path}' is damaged: {e.Message} Take a copy of it that is whole, or delete it to start over.",
                e
            );
        }
    }

    /// <summary>Writes a checkpoint, if there is to be one.</summary>
    /// <param name="epoch">The epoch to go on with, from 0.</param>
    /// <param name="batch">Batches of it that are done.</param>
    /// <exception cref="CheckpointException">It couldn't be written; the one before is as it was.</exception>
    public void Save(int epoch, int batch)
    {
        if (_job.Options.Checkpoint is not { } file)
            return;
        IReadOnlyDictionary<string, byte[]> weights = _network.Snapshot();
        // A network that has gone wrong can't recover: the state before that is worth more.
        if (!_running.IsFinite() || weights.Values.Any(HasNoNumbers))
        {
            _job.Options.Logger?.LogWarning(
                "The network's weights are no longer finite; the checkpoint '{Path}' stays as it was.",
                file.Path
            );
            return;
        }

        var checkpoint = new TrainingCheckpoint
        {
            Identity = _identity,
            Epoch = epoch,
            Batch = batch,
            Step = Context.Step,
            StopReason = Context.StopReason,
            Weights = weights,
            States = [Bytes(SaveWeights), Bytes(_running.Save), Bytes(w => _scale?.Save(w)), Bytes(Context.SaveRates)],
            Callbacks = [.. _job.Options.Callbacks.Select(c => KeyValuePair.Create(NameOf(c), Bytes(c.SaveState)))],
            History = Context.History,
        };
        CheckpointFile.Write(file.Path, checkpoint.ToBytes());
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Identify(TrainingJob job) =>
        [
            new("the network", $"'{job.Network.Name}' (SHA-256 {Convert.ToHexString(SHA256.HashData(job.Network.ToBytes()))[..16]})"),
            new("the number of samples", ValueText.Of(job.Source.Samples)),
            new("the number of batches", ValueText.Of(job.Source.BatchesPerEpoch)),
            .. job.Options.Identity,
            .. job.Identity,
        ];

    private static string NameOf(TrainingCallback callback) => callback.GetType().FullName!;

    private static bool HasNoNumbers(byte[] weights) =>
        weights.Length % sizeof(float) == 0
        && MemoryMarshal.Cast<byte, float>(weights).IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) >= 0;

    private static byte[] Bytes(Action<BinaryWriter> save)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        save(writer);
        writer.Flush();
        return stream.ToArray();
    }

    private static void Read(byte[] bytes, Action<BinaryReader> load)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes, writable: false));
        load(reader);
    }

    // What goes on beside the weights: the optimizer's memory, and their average.
    private void SaveWeights(BinaryWriter writer)
    {
        _update.Save(writer);
        _average?.Save(writer);
    }

    private void LoadWeights(BinaryReader reader)
    {
        _update.Load(reader);
        _average?.Load(reader);
    }

    // Weights and statistics have the same names in all snapshots of a graph.
    private void Restore(OnnxNetwork snapshot)
    {
        using var other = new TrainableNetwork(_job.Part?.Invoke(snapshot) ?? snapshot, torch.CPU);
        WriteWeights(other.Snapshot());
    }

    private IReadOnlyDictionary<string, byte[]> ReadWeights()
    {
        using AveragedWeights.Placed? placed = _average?.InPlace();
        return _network.Snapshot();
    }

    private void WriteWeights(IReadOnlyDictionary<string, byte[]> weights)
    {
        _network.Restore(weights);
        _average?.Restart();
    }
}
