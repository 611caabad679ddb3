using MLNet.ConvExtensions;
using MLNet.ConvExtensions.Export;

namespace Microsoft.ML;

/// <summary>Adds the export of pipelines with stages of this library to <see cref="ModelOperationsCatalog"/>.</summary>
public static class OnnxExportCatalog
{
    /// <summary>
    /// Writes a fitted pipeline as one ONNX network that computes the pipeline's predictions of one row in ONNX Runtime: preprocessing,
    /// backbone, ML.NET's stages and trainers, and the names of the classes. ML.NET's own <c>ConvertToOnnx</c> leaves out the stages of
    /// other libraries.
    /// </summary>
    /// <remarks>
    /// <para>Inputs have the names of the columns that are needed. For a column of images (paths, encoded bytes, MLImage) the input is the
    /// decoded photo, upright: bytes of red, green and blue, [height, width, 3], of any size. For a column of numbers or text it is a row,
    /// [1, length].</para>
    /// <para>Outputs are Score, Probability and PredictedLabel, those of them that the model makes, or else all columns that it adds. They
    /// have the names of the columns and the shape [1, length]. PredictedLabel is the value of the label, not its key. The names of the
    /// classes, in the order of Score, are a JSON list under 'classes' in the network's metadata. An input whose column is also an output
    /// is named 'input:' and the column.</para>
    /// <para>Scores equal those of the pipeline to 1e-4. They differ more for photos of more than 2 megapixels, which the network resizes
    /// by ONNX's own operator, and for large JPEG files where the stage decodes them at a smaller size
    /// (<see cref="ConvFeaturesOptions.FastDecode"/>).</para>
    /// <para>Stages of ML.NET are converted by Microsoft.ML.OnnxConverter; one that it fails on or leaves out is refused.</para>
    /// </remarks>
    /// <param name="catalog">The models' catalog.</param>
    /// <param name="model">The fitted pipeline, or one that <c>LoadWithConvFeatures</c> loaded.</param>
    /// <param name="inputSchema">The schema of the pipeline's input.</param>
    /// <param name="filePath">The file to write; an existing one is replaced once the new one is complete.</param>
    /// <param name="outputColumns">The columns that become outputs, instead of the predictions.</param>
    /// <exception cref="ArgumentException">The model doesn't make one of <paramref name="outputColumns"/>, or adds no columns.</exception>
    /// <exception cref="NotSupportedException">
    /// A stage that an output depends on can't be written in ONNX form; the message names it.
    /// </exception>
    /// <exception cref="OnnxNetworkException">
    /// A backbone has an operator that can't be joined with the others, or the network is larger than an ONNX file can be (2 GiB).
    /// </exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void ExportOnnx(
        this ModelOperationsCatalog catalog,
        ITransformer model,
        DataViewSchema inputSchema,
        string filePath,
        params string[] outputColumns
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputSchema);
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        ArgumentNullException.ThrowIfNull(outputColumns);
        new PipelineExport(catalog, model, inputSchema).Create(outputColumns).Save(filePath);
    }
}
