return MLNet.ConvExtensions.Tool.CommandLineTool.Run(args, Console.Out, Console.Error);
