// Features computed on a GPU. A GPU that is asked for and can't be had is an error, never a silent run on the CPU.
//     dotnet run --project samples/GpuFeatures -c Release -p:NativeFlavor=cuda -- 0
// Without a number it runs on the CPU, with ONNX Runtime of either flavor.
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int? gpu = args is [string number] ? int.Parse(number, CultureInfo.InvariantCulture) : null;
var ml = new MLContext(seed: 1);
IDataView photos = ml.Data.LoadImageFolder(Path.Combine(AppContext.BaseDirectory, "photos"));
var options = new ConvFeaturesOptions
{
    InputColumnName = "ImagePath",
    GpuDeviceId = gpu,
    CacheMegabytes = 0,
};
try
{
    using ConvFeaturesTransformer stage = ml.Transforms.ConvFeatures(Backbone.Embedded, options).Fit(photos);
    var clock = Stopwatch.StartNew();
    float[][] features = [.. stage.Transform(photos).GetColumn<float[]>("Features")];
    string device = gpu is null ? "the CPU" : $"GPU {gpu}";
    Console.WriteLine(
        $"{features.Length} photos, {features[0].Length} features each, on {device}: {features.Length / clock.Elapsed.TotalSeconds:0} "
            + "photos/s"
    );
    return 0;
}
catch (InvalidOperationException e) when (gpu is not null)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
