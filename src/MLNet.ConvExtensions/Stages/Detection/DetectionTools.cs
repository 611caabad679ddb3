using Microsoft.ML.Data;
using MLNet.ConvExtensions.Imaging;

namespace MLNet.ConvExtensions.Stages.Detection;

/// <summary>What the stages of a loaded model with a detector compute by, from what was saved with them. For one thread.</summary>
internal sealed class DetectionTools
{
    private readonly string _text;
    private readonly DetectionRecord _record;
    private readonly ImageDecoder _decoder;
    private readonly ImagePreprocessor _preprocessor;
    private readonly CandidateReader _candidates;
    private readonly CropWriter? _crop;
    private readonly PixelBuffer _photo = new();
    private readonly PixelBuffer _input = new();
    private readonly float[] _planes;

    private DetectionTools(string text)
    {
        _text = text;
        _record = DetectionRecord.Parse(text);
        _decoder = new ImageDecoder(_record.Options.MaxImagePixels);
        _preprocessor = _record.Detector.CreatePreprocessor();
        _candidates = new CandidateReader(_record.Name, _record.Detector, _record.Options);
        _crop = _record.Crop is null ? null : new CropWriter(_record.Crop);
        _planes = new float[_record.Detector.PixelCount];
    }

    /// <summary>The tools for these settings: those at hand, if they are of the same.</summary>
    public static DetectionTools For(ReadOnlyMemory<char> settings, ThreadLocal<DetectionTools?> atHand)
    {
        DetectionTools? tools = atHand.Value;
        if (tools is null || !settings.Span.SequenceEqual(tools._text))
            atHand.Value = tools = new DetectionTools(settings.ToString());
        return tools;
    }

    /// <summary>Decodes a photo, upright.</summary>
    public MLImage Decode(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new ImageInputException("The image path is missing (empty).");
        _decoder.DecodeFile(_record.Options.ImageFolder is { } folder ? Path.Combine(folder, path) : path, _photo);
        return DecodeImageMapping.ToImage(_photo);
    }

    /// <summary>Brings a photo into the network's input; its own size comes beside it.</summary>
    public MLImage Letterbox(MLImage? photo, out VBuffer<float> size)
    {
        Copy(photo);
        _preprocessor.Write(_photo, _planes);
        _input.Resize(_record.Detector.Width, _record.Detector.Height);
        int count = _planes.Length / 3;
        for (int i = 0; i < count; i++)
        {
            for (int channel = 0; channel < 3; channel++)
                _input.Bytes[(4 * i) + channel] = (byte)_planes[(channel * count) + i];
        }

        size = new VBuffer<float>(2, [_photo.FullWidth, _photo.FullHeight]);
        return DecodeImageMapping.ToImage(_input);
    }

    /// <summary>The objects that the network's numbers say, as numbers.</summary>
    public VBuffer<float> Objects(in VBuffer<float> boxes, in VBuffer<float> size)
    {
        var numbers = new float[_record.Options.MaxDetections * DetectionEngine.Numbers];
        ReadOnlySpan<float> values = [.. boxes.DenseValues()];
        DetectionEngine.Write(
            _candidates.Read(values, ShapeOf(values.Length), image: 0),
            _record.Detector.Place((int)size.GetItemOrDefault(0), (int)size.GetItemOrDefault(1)),
            numbers
        );
        return new VBuffer<float>(numbers.Length, numbers);
    }

    /// <summary>The best object, cut out of its photo.</summary>
    public VBuffer<float> Crop(MLImage? photo, in VBuffer<float> boxes, in VBuffer<float> size)
    {
        Copy(photo);
        CropToDetectionsOptions crop = _record.Crop!;
        var planes = new float[3 * crop.Width * crop.Height];
        VBuffer<float> objects = Objects(boxes, size);
        _crop!.Write(_photo, DetectionEngine.Read(objects.GetValues(), _record.Detector), planes);
        return new VBuffer<float>(planes.Length, planes);
    }

    private void Copy(MLImage? photo) =>
        _decoder.Copy(photo ?? throw new ImageInputException("The image is missing (null)."), "The image", _photo);

    /// <summary>The shape of the network's output for one photo, of which a row has only the length.</summary>
    private long[] ShapeOf(int length)
    {
        int classes = _record.Detector.ClassNames.Count;
        return _record.Detector.Layout switch
        {
            DetectorLayout.YoloV5 or DetectorLayout.Ssd => [1, length / (5 + classes), 5 + classes],
            DetectorLayout.YoloV8 => [1, 4 + classes, length / (4 + classes)],
            DetectorLayout.EndToEndBatch => [length / 7, 7],
            _ => [1, length / 6, 6],
        };
    }
}
