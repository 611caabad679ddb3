using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using MLNet.ConvExtensions.Benchmarks;

// Without 'side-by-side', 'search', 'decisions', 'traps', 'few-shot' or 'quantize', BenchmarkDotNet's own command line: --filter '*' runs
// all, in about a minute.
if (args is ["side-by-side", .. string[] contenders])
{
    SideBySide.Run(contenders);
}
else if (args is ["search", var source])
{
    SearchSpeed.Run(source);
}
else if (args is ["traps", var table, var animal, var network])
{
    TrapFigures.Run(table, animal, network);
}
else if (args is ["few-shot", var model, var folder])
{
    FewShotFigures.Run(folder, model);
}
else if (args is ["quantize", var classes, .. var names])
{
    QuantizationFigures.Run(classes, names);
}
else if (args is ["decisions", var named, var photos, .. var others])
{
    // docs/decisions.md: a network, a folder of classes, folders of other things.
    DecisionFigures.Run(photos, others, named);
}
else
{
    // In this process: the projects that BenchmarkDotNet would generate don't know which packages the repository builds with.
    Job job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
    BenchmarkSwitcher.FromAssembly(typeof(SideBySide).Assembly).Run(args, DefaultConfig.Instance.AddJob(job));
}
