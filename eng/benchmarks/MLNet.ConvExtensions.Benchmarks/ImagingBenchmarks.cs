using BenchmarkDotNet.Attributes;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Rows;

namespace MLNet.ConvExtensions.Benchmarks;

/// <summary>Decoding and resizing of one photo on one thread.</summary>
[MemoryDiagnoser]
public class ImagingBenchmarks
{
    private readonly PixelBuffer _decoded = new();
    private readonly float[] _planes = new float[3 * 224 * 224];
    private byte[] _file = [];
    private string _path = "";
    private ImageWorkspace _workspace = null!;

    /// <summary>Photos of 224 pixels, or of 12 megapixels.</summary>
    [Params("small", "large")]
    public string Photos { get; set; } = "";

    /// <summary>Whether large files are decoded at a part of their size.</summary>
    [Params(true, false)]
    public bool FastDecode { get; set; }

    /// <summary>Reads the photo once.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _path = Inputs.Photos(Photos)[0];
        _file = File.ReadAllBytes(_path);
        _workspace = new ImageWorkspace(
            new BackbonePreprocessing(),
            PixelNormalisation.None,
            new ConvFeaturesOptions().MaxImagePixels,
            FastDecode
        );
        _workspace.Decoder.Decode(_file, "The photo", _decoded);
    }

    /// <summary>From bytes in memory to pixels.</summary>
    [Benchmark]
    public void Decode() => _workspace.Decoder.Decode(_file, "The photo", _workspace.Image);

    /// <summary>From a file to pixels.</summary>
    [Benchmark]
    public void DecodeFile() => _workspace.Decoder.DecodeFile(_path, _workspace.Image);

    /// <summary>From pixels to the network's input.</summary>
    [Benchmark]
    public void Resize() => _workspace.Preprocessor.Write(_decoded, _planes);
}
