using MLNet.ConvExtensions;
using MLNet.ConvExtensions.CameraTraps.Formats.Labels;

namespace Microsoft.ML;

/// <summary>Labels that people corrected in the programs of camera traps, as data to learn from.</summary>
public static class CameraTrapLabelCatalog
{
    /// <summary>Loads the labelled photos of a file.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="file">
    /// A CSV file of Timelapse, a JSON file of MegaDetector's format, a Camtrap DP (its folder or its datapackage.json), what
    /// <see cref="CameraTrapCsv"/> or <see cref="CameraTrapJson"/> wrote, or a CSV file with columns 'file' and 'label', or 'File' and
    /// 'Label'. Which it is, is told by its content.
    /// </param>
    /// <param name="imageFolder">The folder that the files' names start from.</param>
    /// <param name="options">How labels are read; null for the defaults.</param>
    /// <returns>
    /// A row for each photo that has one label and is in the folder, in the file's order: 'ImagePath', 'Label', and 'Group', which is the
    /// photo's site, or its deployment, or the photo itself where neither is known; all text. A photo's label is the class of what was
    /// found in it.
    /// </returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FormatException">The file is none of these, or is damaged: the message names line and column, or the
    /// field.</exception>
    /// <exception cref="ImageInputException">No photo is left.</exception>
    public static IDataView LoadCameraTrapLabels(
        this DataOperationsCatalog catalog,
        string file,
        string imageFolder,
        CameraTrapLabelOptions? options = null
    ) => catalog.LoadCameraTrapLabels(file, imageFolder, out _, options);

    /// <summary>Loads the labelled photos of a file, and tells what was left out.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="file">The file, as <see cref="LoadCameraTrapLabels(DataOperationsCatalog, string, string, CameraTrapLabelOptions)"/>
    /// has it.</param>
    /// <param name="imageFolder">The folder that the files' names start from.</param>
    /// <param name="summary">What was left out: photos that aren't in the folder, or have no label, two labels or one of another
    /// class.</param>
    /// <param name="options">How labels are read; null for the defaults.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FormatException">The file is none of these, or is damaged.</exception>
    /// <exception cref="ImageInputException">No photo is left.</exception>
    public static IDataView LoadCameraTrapLabels(
        this DataOperationsCatalog catalog,
        string file,
        string imageFolder,
        out CameraTrapLabelSummary summary,
        CameraTrapLabelOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        ArgumentException.ThrowIfNullOrWhiteSpace(imageFolder);
        var reader = new LabelReader(file, imageFolder, options ?? new CameraTrapLabelOptions());
        LabelledPhoto[] photos = reader.Read();
        summary = reader.Summary;
        return catalog.LoadFromEnumerable(photos);
    }
}
