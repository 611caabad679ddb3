namespace MLNet.ConvExtensions.Training.Data;

/// <summary>What a sample is, by the axes along which its values have neighbours.</summary>
internal enum SampleKind
{
    /// <summary>Numbers in no order: no axis.</summary>
    Row,

    /// <summary>Time, or another axis: one, the width.</summary>
    Signal,

    /// <summary>Height and width.</summary>
    Image,

    /// <summary>Depth, height and width.</summary>
    Volume,
}
