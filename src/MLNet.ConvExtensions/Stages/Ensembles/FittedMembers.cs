using Microsoft.ML;

namespace MLNet.ConvExtensions.Stages.Ensembles;

/// <summary>Members that have been fitted: disposed again if the ensemble doesn't come to be.</summary>
internal sealed class FittedMembers(MemberList members) : IDisposable
{
    private readonly List<ITransformer> _fitted = [];
    private bool _handedOver;

    public IReadOnlyList<ITransformer> All => _fitted;

    /// <summary>Fits all members on the same data.</summary>
    public void Fit(IDataView input)
    {
        for (int i = 0; i < members.Count; i++)
            Fit(i, input);
    }

    /// <summary>Fits the next member.</summary>
    public void Fit(int index, IDataView input) => _fitted.Add(members.Fit(index, input));

    /// <summary>The members are another's now.</summary>
    public T HandOver<T>(T owner)
    {
        _handedOver = true;
        return owner;
    }

    public void Dispose()
    {
        if (_handedOver)
            return;
        for (int i = 0; i < _fitted.Count; i++)
        {
            if (!members.IsFitted(i))
                (_fitted[i] as IDisposable)?.Dispose();
        }
    }
}
