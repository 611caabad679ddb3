using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>An input or output of a network: the dimensions ONNX Runtime knows (at most 0 where unknown) and the column type.</summary>
internal sealed record OnnxVariable(string Name, int[] Shape, DataViewType Type);
