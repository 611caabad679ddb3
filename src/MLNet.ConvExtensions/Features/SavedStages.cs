using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Features;

/// <summary>Finds the stages of this library in a loaded model, where they are stock stages, and makes them again what they were.</summary>
internal sealed class SavedStages(ModelArchive archive, Func<ConvFeaturesOptions, ConvFeaturesOptions>? configure) : IDisposable
{
    private static readonly TransformerScope[] Scopes = [TransformerScope.Training, TransformerScope.Testing, TransformerScope.Scoring];

    private readonly List<ConvFeaturesTransformer> _made = [];
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
        foreach (ConvFeaturesTransformer stage in _made)
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
            if (stage == old[i] && Make(ModelArchive.Stage(folder, i), stages.Count, old.Length - 1 - i) is var (made, record))
            {
                _replaced.AddRange([.. stages[^record.StagesBefore..], .. old[i..(i + 1 + record.StagesBehind)]]);
                stages.RemoveRange(stages.Count - record.StagesBefore, record.StagesBefore);
                origins.RemoveRange(stages.Count, record.StagesBefore);
                i += record.StagesBehind;
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
    private (ConvFeaturesTransformer Stage, StageRecord Record)? Make(string folder, int before, int behind)
    {
        try
        {
            if (archive.ReadNetwork(folder) is not { } bytes || bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(StageRecord.Key)) < 0)
                return null;
            OnnxNetwork stock = OnnxNetwork.FromBytes(bytes);
            if (!stock.Metadata.TryGetValue(StageRecord.Key, out string? note))
                return null;
            StageRecord record = StageRecord.Parse(note);
            if (record.StagesBefore > before || record.StagesBehind > behind)
                return null;
            ConvFeaturesOptions options = Configured(record);
            FeatureNetwork network = FeatureNetwork.Restore(stock, record);
            var made = new ConvFeaturesTransformer(options, network, record.Kind, FeatureCache.Create(options, network));
            _made.Add(made);
            return (made, record);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or OnnxNetworkException or EndOfStreamException)
        {
            throw new FormatException($"The stage of features in '{folder}' can't be given back. {e.Message}", e);
        }
    }

    private ConvFeaturesOptions Configured(StageRecord record)
    {
        ConvFeaturesOptions saved = record.Options;
        ConvFeaturesOptions options = configure?.Invoke(saved) ?? saved;
        options.Validate();
        if ((options.Layer, options.Pooling, options.Crops) != (saved.Layer, saved.Pooling, saved.Crops))
        {
            throw new ArgumentException(
                "The saved network has the options "
                + $"{nameof(options.Layer)} '{saved.Layer}', {nameof(options.Pooling)} {saved.Pooling} and {nameof(options.Crops)} {saved.Crops}; "
                + $"they can't be changed to '{options.Layer}', {options.Pooling} and {options.Crops}.",
                nameof(configure));
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
