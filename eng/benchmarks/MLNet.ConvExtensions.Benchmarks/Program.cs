using BenchmarkDotNet.Running;
using MLNet.ConvExtensions.Benchmarks;

// Without 'side-by-side', BenchmarkDotNet's own command line: --filter '*' runs all.
if (args is ["side-by-side", .. string[] contenders])
    SideBySide.Run(contenders);
else
    BenchmarkSwitcher.FromAssembly(typeof(SideBySide).Assembly).Run(args);
