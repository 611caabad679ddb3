using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Rows;

namespace MLNet.ConvExtensions.Stages.Detection;

/// <summary>One photo, of which the best object is cut out as soon as it is found.</summary>
internal sealed class CropBatch(IRowBatch detection, PixelBuffer photo, DetectorSettings detector, CropToDetectionsOptions crop) : IRowBatch
{
    private readonly CropWriter _writer = new(crop);
    private readonly float[] _planes = new float[3 * crop.Width * crop.Height];

    public Span<float> InputOf(int i) => detection.InputOf(i);

    public void Run(int count)
    {
        detection.Run(count);
        _writer.Write(photo, DetectionEngine.Read(detection.Outputs(1), detector), _planes);
    }

    public ReadOnlySpan<float> Outputs(int count) => _planes;

    public void Dispose() => detection.Dispose();
}
