using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Stages.ConvFeatures;
using MLNet.ConvExtensions.Stages.Detection;
using MLNet.ConvExtensions.Stages.HandCrafted;
using MLNet.ConvExtensions.Stages.Trained;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions.Saving;

/// <summary>Finds the stages of this library in a loaded model, where they are stock stages, and makes them again what they were.</summary>
internal sealed class SavedStages(ModelArchive archive, Func<ConvFeaturesOptions, ConvFeaturesOptions>? configure) : IDisposable
{
    private static readonly TransformerScope[] Scopes = [TransformerScope.Training, TransformerScope.Testing, TransformerScope.Scoring];

    private static readonly byte[][] Keys =
    [
        .. new[] { StageRecord.Key, TrainedRecord.Key, DetectionRecord.Key, HandCraftedChain.GraphInput }.Select(Encoding.UTF8.GetBytes),
    ];

    private readonly List<IDisposable> _made = [];
    private readonly List<ITransformer> _replaced = [];

    /// <summary>The model with every stage of this library given back; itself where there is none.</summary>
    /// <param name="model">The model as ML.NET loaded it. Stages that are kept go over to the result; the rest is disposed.</param>
    /// <exception cref="FormatException">A stage is damaged; the message says which.</exception>
    public ITransformer Restore(ITransformer model)
    {
        ITransformer restored = Restore(model, archive.Root);
        _made.Clear();
        foreach (ITransformer stage in _replaced)
            (stage as IDisposable)?.Dispose();
        return restored;
    }

    /// <summary>Frees the stages that were made if <see cref="Restore(ITransformer)"/> did not come to its end.</summary>
    public void Dispose()
    {
        foreach (IDisposable stage in _made)
            stage.Dispose();
    }

    private ITransformer Restore(ITransformer model, string folder)
    {
        if (model is not TransformerChain<ITransformer> chain)
            return model;
        ITransformer[] old = [.. chain];
        var stages = new List<ITransformer>();
        var origins = new List<ITransformer>();
        for (int i = 0; i < old.Length; i++)
        {
            ITransformer stage = Restore(old[i], ModelArchive.Stage(folder, i));
            if (stage == old[i] && Make(ModelArchive.Stage(folder, i), stages, old.Length - 1 - i) is var (made, before, behind))
            {
                _replaced.AddRange([.. stages[^before..], .. old[i..(i + 1 + behind)]]);
                stages.RemoveRange(stages.Count - before, before);
                origins.RemoveRange(stages.Count, before);
                i += behind;
                stage = made;
            }

            stages.Add(stage);
            origins.Add(old[i]);
        }

        if (stages.SequenceEqual(old))
            return model;
        bool whole = stages.Count == 1 && old.Length > 1;
        return whole ? stages[0] : new TransformerChain<ITransformer>(stages, ScopesOf(chain, origins));
    }

    /// <summary>The stage whose network is in this folder, if it is one of this library and all its stock stages are there.</summary>
    private (ITransformer Stage, int Before, int Behind)? Make(string folder, List<ITransformer> before, int behind)
    {
        try
        {
            if (archive.ReadNetwork(folder) is not { } bytes || Keys.All(key => bytes.AsSpan().IndexOf(key) < 0))
                return null;
            OnnxNetwork stock = OnnxNetwork.FromBytes(bytes);
            if (stock.Metadata.TryGetValue(StageRecord.Key, out string? note))
            {
                StageRecord record = StageRecord.Parse(note);
                return record.StagesBefore > before.Count || record.StagesBehind > behind
                    ? null
                    : (Keep(OfImages(stock, record)), record.StagesBefore, record.StagesBehind);
            }

            if (stock.Metadata.TryGetValue(DetectionRecord.Key, out note))
            {
                DetectionRecord record = DetectionRecord.Parse(note);
                return record.StagesBefore > before.Count || record.StagesBehind > behind
                    ? null
                    : ((ITransformer)Keep(SavedDetection.Restore(stock, record, Configured)), record.StagesBefore, record.StagesBehind);
            }

            if (stock.Inputs is [{ Name: HandCraftedChain.GraphInput }, ..])
            {
                const int own = HandCraftedChain.StagesBefore,
                    ownBehind = HandCraftedChain.StagesBehind;
                return own <= before.Count && ownBehind <= behind && HandCraftedChain.Restore(before[^own..]) is { } handCrafted
                    ? (handCrafted, own, ownBehind)
                    : null;
            }

            if (
                !stock.Metadata.TryGetValue(TrainedRecord.Key, out note)
                || TrainedRecord.StagesBefore > before.Count
                || TrainedRecord.StagesBehind > behind
            )
            {
                return null;
            }

            return (
                Keep(NetworkStage.Restore(stock, TrainedRecord.Parse(note), Configured)),
                TrainedRecord.StagesBefore,
                TrainedRecord.StagesBehind
            );
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or OnnxNetworkException or EndOfStreamException)
        {
            throw new FormatException($"The stage of features in '{folder}' can't be given back. {e.Message}", e);
        }
    }

    private ConvFeaturesTransformer OfImages(OnnxNetwork stock, StageRecord record)
    {
        ConvFeaturesOptions options = Configured(record.Options);
        FeatureNetwork network = FeatureNetwork.Restore(stock, record);
        return new ConvFeaturesTransformer(options, network, record.Kind, BackboneSession.CreateCache(options, network));
    }

    private T Keep<T>(T stage)
        where T : IDisposable
    {
        _made.Add(stage);
        return stage;
    }

    private ConvFeaturesOptions Configured(ConvFeaturesOptions saved)
    {
        ConvFeaturesOptions options = configure?.Invoke(saved) ?? saved;
        options.Validate();
        if ((options.Layer, options.Pooling, options.Crops) != (saved.Layer, saved.Pooling, saved.Crops))
        {
            throw new ArgumentException(
                "The saved network has the options "
                    + $"{nameof(options.Layer)} '{saved.Layer}', {nameof(options.Pooling)} {saved.Pooling} and {nameof(options.Crops)} "
                    + $"{saved.Crops}; "
                    + $"they can't be changed to '{options.Layer}', {options.Pooling} and {options.Crops}.",
                nameof(configure)
            );
        }

        return options;
    }

    /// <summary>Which passes each stage takes part in. A chain doesn't tell, but it gives the stages of a pass.</summary>
    private static TransformerScope[] ScopesOf(TransformerChain<ITransformer> chain, List<ITransformer> stages)
    {
        var scopes = new TransformerScope[stages.Count];
        foreach (TransformerScope scope in Scopes)
        {
            HashSet<ITransformer> members = new(chain.GetModelFor(scope), ReferenceEqualityComparer.Instance);
            for (int i = 0; i < scopes.Length; i++)
            {
                if (members.Contains(stages[i]))
                    scopes[i] |= scope;
            }
        }

        return scopes;
    }
}
