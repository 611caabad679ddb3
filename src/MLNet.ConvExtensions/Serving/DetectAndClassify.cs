using Microsoft.ML.Data;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Stages.Detection;

namespace MLNet.ConvExtensions;

/// <summary>
/// A detector with a classifier behind it: the objects of photos, each with the classifier's answer to the part of the photo around it.
/// A photo is decoded once, at full size.
/// </summary>
/// <remarks>
/// It is safe for any number of threads. The classifier is best trained on such parts as well: <c>CropToDetections</c> in front of it, or
/// photos that were cut.
/// </remarks>
public sealed class DetectAndClassify : IDisposable
{
    private readonly DetectionPool _pool;
    private readonly ImageModel _model;
    private readonly DetectAndClassifyOptions _options;
    private readonly DetectionCrop _crop;

    /// <summary>Joins a detector and a classifier. Both stay their owner's.</summary>
    /// <param name="detector">The detector; its options say what counts as an object, and where it runs.</param>
    /// <param name="model">The classifier.</param>
    /// <param name="options">What the classifier sees; if left out, the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range, or a label is none of the detector's classes.</exception>
    /// <exception cref="OnnxNetworkException">ONNX Runtime can't run the detector.</exception>
    /// <exception cref="InvalidOperationException">A GPU was asked for and can't be had.</exception>
    public DetectAndClassify(Detector detector, ImageModel model, DetectAndClassifyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(model);
        _options = options ?? new DetectAndClassifyOptions();
        _options.Validate(detector.Classes);
        _model = model;
        _crop = new DetectionCrop(_options.Margin, _options.IsSquare);
        // The animal may be a small part of the photo: it is decoded whole.
        _pool = new DetectionPool(detector.Prepared, detector.Options with { FastDecode = false }, typeof(DetectAndClassify));
    }

    /// <summary>Finds and classifies the objects of a photo.</summary>
    /// <param name="path">The file, from the current folder.</param>
    /// <returns>The objects.</returns>
    /// <exception cref="ImageInputException">The file can't be read, or is no whole image; the message names it.</exception>
    /// <exception cref="OnnxNetworkException">A network can't be run, or the detector gives other numbers than its layout says.</exception>
    /// <exception cref="ObjectDisposedException">This or the model was disposed.</exception>
    public ClassifiedImage Predict(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Predict(path, (decoder, into) => decoder.DecodeFile(path, into));
    }

    /// <summary>Finds and classifies the objects of an encoded photo.</summary>
    /// <param name="encoded">The contents of an image file: JPEG, PNG, GIF, BMP or WebP.</param>
    /// <returns>The objects.</returns>
    /// <exception cref="ImageInputException">It is no whole image.</exception>
    public ClassifiedImage Predict(ReadOnlyMemory<byte> encoded) =>
        Predict(path: null, (decoder, into) => decoder.Decode(encoded.Span, "The encoded image", into));

    /// <summary>Finds and classifies the objects of many photos, on all processors. Lazy: a few ahead of the one that is asked for.</summary>
    /// <param name="paths">The files, from the current folder.</param>
    /// <returns>
    /// What was found, in the order of the files. One that can't be read has an <see cref="ClassifiedImage.Error"/>, and the others go on.
    /// </returns>
    public IEnumerable<ClassifiedImage> Predict(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return _pool.Each(paths, PredictOrSay);
    }

    /// <summary>Frees the detector's session when what is being computed is done. May be called twice.</summary>
    public void Dispose() => _pool.Dispose();

    private ClassifiedImage Predict(string? path, DetectionPool.Decoding decode)
    {
        try
        {
            return _pool.Detect(
                decode,
                (objects, photo) => new ClassifiedImage { Image = path, Objects = [.. objects.Select(o => Classified(o, photo))] }
            );
        }
        catch (OnnxNetworkException e) when (path is not null)
        {
            throw new OnnxNetworkException($"'{path}': {e.Message}", e);
        }
    }

    private ClassifiedObject Classified(DetectedObject found, PixelBuffer photo)
    {
        if (_options.Labels?.Contains(found.Label) == false)
            return new ClassifiedObject(found, null);
        var part = new PixelBuffer();
        _crop.Cut(photo, found.Box, part);
        using MLImage image = DecodeImageMapping.ToImage(part);
        return new ClassifiedObject(found, _model.Predict(image));
    }

    private ClassifiedImage PredictOrSay(string path)
    {
        try
        {
            return Predict(path);
        }
        catch (ImageInputException e)
        {
            return new ClassifiedImage { Image = path, Error = e.Message };
        }
    }
}
