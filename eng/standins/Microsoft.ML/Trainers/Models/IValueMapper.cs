using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>Scores a feature vector.</summary>
internal delegate void ValueMapper<TScore>(in VBuffer<float> features, ref TScore score);

/// <summary>A model that scores feature vectors: with one number, or with one for each class.</summary>
internal interface IValueMapper<TScore>
{
    /// <summary>The number of features that the model was trained on.</summary>
    int FeatureCount { get; }

    /// <summary>A scoring function with its own buffers: each thread needs one of its own.</summary>
    ValueMapper<TScore> GetMapper();
}

/// <summary>A model that gives each class a score.</summary>
internal interface IMulticlassValueMapper : IValueMapper<VBuffer<float>>
{
    int ClassCount { get; }
}

/// <summary>A model whose score has a probability.</summary>
internal interface IValueMapperDist : IValueMapper<float>
{
    float PredictProbability(float score);
}
