using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using MLNet.ConvExtensions.Benchmarks;

// Without 'side-by-side', 'search', 'decisions' or 'traps', BenchmarkDotNet's own command line: --filter '*' runs all, in about a minute.
if (args is ["side-by-side", .. string[] contenders])
{
    SideBySide.Run(contenders);
}
else if (args is ["search", var source])
{
    SearchSpeed.Run(source);
}
else if (args is ["traps", var table, var animal, .. var trapNetwork])
{
    TrapFigures.Run(table, animal, trapNetwork.FirstOrDefault());
}
else if (args is ["decisions", var photos, .. var others])
{
    // docs/decisions.md: a folder of classes, folders of other things, and perhaps a network at the end.
    string? network = others is [.., var last] && last.EndsWith(".onnx", StringComparison.Ordinal) ? last : null;
    DecisionFigures.Run(photos, [.. others.Where(o => o != network)], network);
}
else
{
    // In this process: the projects that BenchmarkDotNet would generate don't know which packages the repository builds with.
    Job job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
    BenchmarkSwitcher.FromAssembly(typeof(SideBySide).Assembly).Run(args, DefaultConfig.Instance.AddJob(job));
}
