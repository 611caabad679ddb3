using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>SDCA with one dual variable an example.</summary>
internal sealed class SdcaBinarySolver : SdcaSolver
{
    private readonly float _positiveInstanceWeight;
    private readonly float[] _duals;
    private readonly float[] _invariants;

    public SdcaBinarySolver(
        TrainingData data, SdcaSettings settings, ISupportSdcaClassificationLoss loss, float positiveInstanceWeight, Random random)
        : base(data, settings, loss, classCount: 1, random)
    {
        _positiveInstanceWeight = positiveInstanceWeight;
        _duals = new float[data.Count];
        _invariants = new float[data.Count];
        for (int i = 0; i < _invariants.Length; i++)
            _invariants[i] = loss.ComputeDualUpdateInvariant(NormsSquared[i] * InverseScale * WeightOf(i));
    }

    protected override float WeightOf(int example) => Data.Labels[example] > 0
        ? Data.WeightOf(example) * _positiveInstanceWeight
        : Data.WeightOf(example);

    protected override void Update(int example)
    {
        SdcaModel model = Models[0];
        ref readonly VBuffer<float> features = ref Data.Features[example];
        float dual = _duals[example];
        float adjustment = BalanceRate * model.Imbalance;
        float step = Loss.DualUpdate(model.Score(in features), Data.Labels[example], dual, _invariants[example], 1) - adjustment;
        _duals[example] = dual + step;
        float scale = InverseScale * WeightOf(example);
        model.MoveFreeBias(adjustment * scale);
        model.Move(in features, step * scale);
    }

    protected override (double Loss, double DualLoss) LossesOf(int example)
    {
        float label = Data.Labels[example];
        return (Loss.Loss(Models[0].Score(in Data.Features[example]), label), Loss.DualLoss(label, _duals[example]));
    }
}
