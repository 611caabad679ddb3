namespace MLNet.ConvExtensions.Stock;

/// <summary>A fitted stage that can be part of a model in ONNX form.</summary>
internal interface IExportedStage
{
    string InputColumn { get; }

    string OutputColumn { get; }

    /// <summary>
    /// Networks of one input and one output, each on what the one before gives: a photo, [height, width, 3] of bytes, or a row of numbers,
    /// [1, length], to a row of numbers, [1, length].
    /// </summary>
    IReadOnlyList<OnnxNetwork> ToParts();
}
