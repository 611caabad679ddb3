using Microsoft.ML;

namespace MLNet.ConvExtensions.Stages.Ensembles;

/// <summary>The members of an ensemble; what goes wrong in one is told with its place and name.</summary>
internal sealed class MemberList(IReadOnlyList<IEstimator<ITransformer>> members)
{
    public int Count => members.Count;

    public bool AllFitted => members.All(m => m is EnsembleMember { IsFitted: true });

    public bool IsFitted(int index) => members[index] is EnsembleMember { IsFitted: true };

    public string Describe(int index) =>
        members[index] is EnsembleMember { Name: string name }
            ? $"Member {index + 1} of the ensemble ('{name}')"
            : $"Member {index + 1} of the ensemble";

    public void Validate(int fewest)
    {
        if (Count < fewest)
            throw new ArgumentException($"The ensemble has {Count} members; at least {fewest} are needed.");
        for (int i = 0; i < Count; i++)
        {
            if (members[i] is null)
                throw new ArgumentException($"Member {i + 1} of the ensemble is null.");
        }
    }

    public ITransformer Fit(int index, IDataView data) => Try(index, m => m.Fit(data));

    /// <summary>Asks each member what becomes of the schema's shape, so that what doesn't fit is known before anything is fitted.</summary>
    public void CheckShapes(SchemaShape inputSchema)
    {
        for (int i = 0; i < Count; i++)
            Try(i, m => m.GetOutputSchema(inputSchema));
    }

    private T Try<T>(int index, Func<IEstimator<ITransformer>, T> action)
    {
        try
        {
            return action(members[index]);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new InvalidOperationException($"{Describe(index)} failed: {e.Message}", e);
        }
    }
}
