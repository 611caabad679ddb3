using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>SDCA with one dual variable for each pair of an example and a class that isn't its own.</summary>
internal sealed class SdcaMulticlassSolver : SdcaSolver
{
    private readonly int _classCount;
    private readonly float[] _duals;
    private readonly float[] _invariants;

    public SdcaMulticlassSolver(
        TrainingData data, SdcaSettings settings, ISupportSdcaClassificationLoss loss, int classCount, Random random)
        : base(data, settings, loss, classCount, random)
    {
        _classCount = classCount;
        _duals = new float[checked(data.Count * classCount)];
        _invariants = new float[data.Count];

        // An update moves two classes, hence the two.
        for (int i = 0; i < _invariants.Length; i++)
            _invariants[i] = loss.ComputeDualUpdateInvariant(2 * NormsSquared[i] * InverseScale * WeightOf(i));
    }

    protected override float WeightOf(int example) => Data.WeightOf(example);

    protected override void Update(int example)
    {
        ref readonly VBuffer<float> features = ref Data.Features[example];
        Span<float> duals = _duals.AsSpan(example * _classCount, _classCount);
        int label = (int)Data.Labels[example];
        float scale = InverseScale * WeightOf(example);
        float labelOutput = Models[label].Score(in features);
        float labelDual = 0;
        float labelMove = 0;
        float labelAdjustment = 0;
        for (int c = 0; c < _classCount; c++)
        {
            if (c == label)
                continue;
            SdcaModel model = Models[c];

            // The label's own weights move at the end only, but what they will have moved by counts already.
            float margin = labelOutput + labelMove * NormsSquared[example] - model.Score(in features);
            float adjustment = BalanceRate * model.Imbalance;
            float step = Loss.DualUpdate(margin, 1, duals[c], _invariants[example], 1) - adjustment;
            duals[c] += step;
            labelDual -= duals[c];
            labelMove += step * scale;
            labelAdjustment -= adjustment;
            model.MoveFreeBias(adjustment * scale);
            model.Move(in features, -step * scale);
        }

        duals[label] = labelDual;
        Models[label].MoveFreeBias(labelAdjustment * scale);
        Models[label].Move(in features, labelMove, isLabel: true);
    }

    protected override (double Loss, double DualLoss) LossesOf(int example)
    {
        ref readonly VBuffer<float> features = ref Data.Features[example];
        int label = (int)Data.Labels[example];
        float labelOutput = Models[label].Score(in features);
        double loss = 0;
        double dualLoss = 0;
        for (int c = 0; c < _classCount; c++)
        {
            if (c == label)
                continue;
            loss += Loss.Loss(labelOutput - Models[c].Score(in features), 1);
            dualLoss += Loss.DualLoss(1, _duals[example * _classCount + c]);
        }

        return (loss, dualLoss);
    }
}
