namespace MLNet.ConvExtensions;

/// <summary>
/// Something that happens while a network is trained: a log, a stop, a file, another learning rate. The training calls it on its own
/// thread, in the order in which the callbacks were given, so that each sees what those before it set; an exception that it throws ends the
/// training.
/// </summary>
/// <remarks>
/// A callback serves one training at a time, and may be used again for the next: it starts over in <see cref="OnTrainingStart"/>. A
/// training that is resumed calls <see cref="OnTrainingStart"/>, then <see cref="LoadState"/>, and continues in the middle of an epoch
/// without another <see cref="OnEpochStart"/> if it was stopped there. A callback that wasn't there before starts from scratch, without a
/// call of <see cref="LoadState"/>; the first callback of a type is given the state of the first one of that type, and so on. Where all
/// callbacks save what they need, a training that was stopped and is resumed by the same program ends with the same network, to the byte,
/// as one that ran through; <see cref="TrainingContext.LearningRate"/> and a requested stop are kept for them.
/// </remarks>
public abstract class TrainingCallback
{
    /// <summary>Before the first batch.</summary>
    public virtual void OnTrainingStart(TrainingContext context) { }

    /// <summary>Before the first batch of an epoch.</summary>
    public virtual void OnEpochStart(TrainingContext context) { }

    /// <summary>After the weights were changed by a batch.</summary>
    public virtual void OnBatchEnd(TrainingContext context) { }

    /// <summary>
    /// After the last batch of an epoch and the validation that follows it; <see cref="TrainingContext.Logs"/> holds the epoch's values.
    /// </summary>
    public virtual void OnEpochEnd(TrainingContext context) { }

    /// <summary>After the last epoch, or when the training was stopped or failed.</summary>
    public virtual void OnTrainingEnd(TrainingContext context) { }

    /// <summary>After a training that neither failed nor was cancelled, and after <see cref="OnTrainingEnd"/>: the last change of weights.</summary>
    /// <param name="context">The training.</param>
    /// <param name="judge">Validates with the weights that are in place; there must be a validation.</param>
    internal virtual void ChooseWeights(TrainingContext context, Func<IReadOnlyDictionary<string, double>> judge) { }

    /// <summary>Writes what a resumed training needs of this callback beyond the history, which checkpoints hold anyway.</summary>
    public virtual void SaveState(BinaryWriter writer) { }

    /// <summary>Reads what <see cref="SaveState"/> wrote.</summary>
    public virtual void LoadState(BinaryReader reader) { }
}
