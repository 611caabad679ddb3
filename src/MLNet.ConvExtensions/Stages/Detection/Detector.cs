using Microsoft.ML.Data;
using MLNet.ConvExtensions.Stages.Detection;

namespace MLNet.ConvExtensions;

/// <summary>
/// A network in ONNX form that finds objects in photos and tells their classes and boxes: of the YOLO family from v5 to v11, to which
/// MegaDetector belongs, SSD networks, and those of TensorFlow's object detection (<see cref="DetectorLayout"/>).
/// </summary>
/// <remarks>
/// <para>
/// <c>using Detector detector = Detector.FromFile("md_v5a.onnx"); detector.Detect("photo.jpg")</c> gives the objects of a photo;
/// <c>DetectObjects</c> is the same as a stage of a pipeline, and <c>CropToDetections</c> shows what is behind it the animal alone.
/// </para>
/// <para>
/// A photo is decoded upright and, as ultralytics' LetterBox does it without 'auto', brought into the middle of the network's input and
/// padded with grey 114; values are divided by 255. Of the boxes of YOLO and SSD layouts those are left out that overlap a more confident one
/// of their class (non-maximum suppression). Resizing is Pillow's bilinear filter, which is antialiased; ultralytics calls OpenCV's
/// INTER_LINEAR, which isn't: of photos larger than the input confidences differ a little (docs/detect.md has figures).
/// </para>
/// <para>It is safe for any number of threads. The session is made when the first image is detected.</para>
/// </remarks>
public sealed class Detector : IDisposable
{
    private readonly Lazy<DetectionPool> _pool;
    private volatile bool _disposed;

    private Detector(DetectorNetwork network, DetectionOptions options)
    {
        Prepared = network;
        Options = options;
        _pool = new Lazy<DetectionPool>(() => new DetectionPool(network, options, typeof(Detector)));
    }

    /// <summary>What the network is called: its file's name.</summary>
    public string Name => Prepared.Name;

    /// <summary>What the network's numbers mean.</summary>
    public DetectorLayout Layout => Prepared.Settings.Layout;

    /// <summary>The names of the classes; empty where the network suppresses overlaps itself and its file names none.</summary>
    public IReadOnlyList<string> Classes => Prepared.Settings.ClassNames;

    /// <summary>Width of the network's input in pixels.</summary>
    public int Width => Prepared.Settings.Width;

    /// <summary>Height of the network's input in pixels.</summary>
    public int Height => Prepared.Settings.Height;

    /// <summary>
    /// The network that runs: planes of pixels from 0 to 255, red first, [N, 3, H, W], to the boxes of its layout; several outputs joined.
    /// </summary>
    public OnnxNetwork Network => Prepared.Network;

    /// <summary>What counts as an object where images are detected one by one, and where the network runs.</summary>
    public DetectionOptions Options { get; }

    internal DetectorNetwork Prepared { get; }

    /// <summary>Loads a detector.</summary>
    /// <param name="path">An ONNX file.</param>
    /// <param name="network">What the file leaves open; usually nothing.</param>
    /// <param name="options">What counts as an object, and the device, for <see cref="Detect(string)"/>.</param>
    /// <returns>The detector. Dispose it when it is no longer needed: it owns an ONNX Runtime session.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or names another number of classes than the network has.</exception>
    /// <exception cref="OnnxNetworkException">
    /// The file is missing or damaged, or no detector of colour images, or it can't be told which layout it has.
    /// </exception>
    public static Detector FromFile(string path, DetectorOptions? network = null, DetectionOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Create(OnnxNetwork.Load(path), Path.GetFileName(path), network, options);
    }

    /// <summary>Makes a detector of a network in memory.</summary>
    /// <param name="network">The network.</param>
    /// <param name="settings">What it leaves open; usually nothing.</param>
    /// <param name="options">What counts as an object, and the device, for <see cref="Detect(string)"/>.</param>
    /// <returns>The detector. Dispose it when it is no longer needed: it owns an ONNX Runtime session.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or names another number of classes than the network has.</exception>
    /// <exception cref="OnnxNetworkException">It is no detector of colour images, or it can't be told which layout it has.</exception>
    public static Detector FromNetwork(OnnxNetwork network, DetectorOptions? settings = null, DetectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Create(network, network.Name, settings, options);
    }

    /// <summary>Finds the objects in a photo.</summary>
    /// <param name="path">The file, from the current folder.</param>
    /// <returns>The objects, the most confident first; none of a blank photo.</returns>
    /// <exception cref="ImageInputException">The file can't be read, or is no whole image; the message names it.</exception>
    /// <exception cref="OnnxNetworkException">The network can't be run, or gives other numbers than its layout says.</exception>
    /// <exception cref="InvalidOperationException">A GPU was asked for and can't be had.</exception>
    /// <exception cref="ObjectDisposedException">The detector was disposed.</exception>
    public IReadOnlyList<DetectedObject> Detect(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            return Find((decoder, into) => decoder.DecodeFile(path, into));
        }
        catch (OnnxNetworkException e)
        {
            throw new OnnxNetworkException($"'{path}': {e.Message}", e);
        }
    }

    /// <summary>Finds the objects in an encoded photo.</summary>
    /// <param name="encoded">The contents of an image file: JPEG, PNG, GIF, BMP or WebP.</param>
    /// <returns>As <see cref="Detect(string)"/>.</returns>
    /// <exception cref="ImageInputException">It is no whole image.</exception>
    public IReadOnlyList<DetectedObject> Detect(ReadOnlyMemory<byte> encoded) =>
        Find((decoder, into) => decoder.Decode(encoded.Span, "The encoded image", into));

    /// <summary>Finds the objects in an image in memory.</summary>
    /// <param name="image">The image, upright. It stays the caller's.</param>
    /// <returns>As <see cref="Detect(string)"/>.</returns>
    /// <exception cref="ImageInputException">The image can't be used.</exception>
    public IReadOnlyList<DetectedObject> Detect(MLImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Find((decoder, into) => decoder.Copy(image, "The image", into));
    }

    /// <summary>Finds the objects in many photos, on all processors. Lazy: a few ahead of the one that is asked for.</summary>
    /// <param name="paths">The files, from the current folder.</param>
    /// <returns>
    /// What was found, in the order of the files. One that can't be read has an <see cref="ImageDetections.Error"/>, and the others go on.
    /// </returns>
    /// <exception cref="OnnxNetworkException">The network can't be run, or gives other numbers than its layout says.</exception>
    /// <exception cref="ObjectDisposedException">The detector was disposed.</exception>
    public IEnumerable<ImageDetections> Detect(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _pool.Value.Each(paths, DetectOrSay);
    }

    /// <summary>The objects that a row of a column of <see cref="DetectObjectsEstimator"/> says.</summary>
    /// <param name="row">Six numbers for each: left, top, width, height, confidence, class; zeros where there are no more.</param>
    /// <returns>The objects, the most confident first; none of a blank photo.</returns>
    /// <exception cref="ArgumentException">The numbers are missing (NaN): the image could not be read.</exception>
    public IReadOnlyList<DetectedObject> ReadRow(ReadOnlySpan<float> row) =>
        row.Length > 0 && float.IsNaN(row[0])
            ? throw new ArgumentException("The row's numbers are missing: its image could not be read.", nameof(row))
            : DetectionEngine.Read(row, Prepared.Settings);

    /// <summary>Frees the session when what is being computed is done. May be called twice.</summary>
    public void Dispose()
    {
        _disposed = true;
        if (_pool.IsValueCreated)
            _pool.Value.Dispose();
    }

    private static Detector Create(OnnxNetwork network, string name, DetectorOptions? settings, DetectionOptions? options)
    {
        options ??= new DetectionOptions();
        options.Validate();
        return new Detector(DetectorNetwork.Create(network, name, settings ?? new DetectorOptions()), options);
    }

    private IReadOnlyList<DetectedObject> Find(DetectionPool.Decoding decode)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _pool.Value.Detect(decode, (objects, _) => objects);
    }

    private ImageDetections DetectOrSay(string path)
    {
        try
        {
            return new ImageDetections { Image = path, Objects = Detect(path) };
        }
        catch (ImageInputException e)
        {
            return new ImageDetections { Image = path, Error = e.Message };
        }
    }
}
