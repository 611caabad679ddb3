using System.CommandLine;
using MLNet.ConvExtensions.Pretrain;

return new RootCommand("Trains the embedded backbone.") { TrainCommand.Create(), ProbeCommand.Create(), PackCommand.Create() }
    .Parse(args)
    .Invoke();
