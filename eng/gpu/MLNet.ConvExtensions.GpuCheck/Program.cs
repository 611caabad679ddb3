using System.Globalization;
using MLNet.ConvExtensions;
using MLNet.ConvExtensions.GpuCheck;
using TorchSharp;

// What eng/gpu-check.sh packs: checks what a GPU computes against the CPU, and measures how fast it trains.

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var report = new CheckReport();
try
{
    CheckOptions options = CheckOptions.Parse(args);
    TorchLibrary.Open(new NoteLog());
    if (options.Gpu is not null)
    {
        // Full 32 bits for the comparison; what is measured runs as it does by itself.
        bool convolutions = torch.backends.cudnn.allow_tf32,
            products = torch.backends.cuda.matmul.allow_tf32;
        (torch.backends.cudnn.allow_tf32, torch.backends.cuda.matmul.allow_tf32) = (false, false);
        new Values(options, report).Check();
        (torch.backends.cudnn.allow_tf32, torch.backends.cuda.matmul.allow_tf32) = (convolutions, products);
    }
    else
    {
        new Values(options, report).Check();
    }

    new Speeds(options, report).Measure();
    if (options.Gpu is not null && options.RuntimeGpu is null)
        CheckReport.Note("ONNX Runtime's GPU package isn't there: features were not computed on the GPU");
    else
        new Features(options, report).Check();
}
catch (Exception e) when (e is ArgumentException or NativeLibraryException or InvalidOperationException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

Console.WriteLine($"{report.Passed} checks passed, {report.Failed} failed");
return report.Failed == 0 ? 0 : 1;
