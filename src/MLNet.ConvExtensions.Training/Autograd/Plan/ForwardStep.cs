namespace MLNet.ConvExtensions.Training.Autograd.Plan;

/// <summary>One operator of a plan.</summary>
/// <param name="Kernel">What it does.</param>
/// <param name="Inputs">The slots that it reads.</param>
/// <param name="Outputs">The slots that it writes.</param>
/// <param name="Node">The node that it comes from, for messages.</param>
internal sealed record ForwardStep(Kernel Kernel, int[] Inputs, int[] Outputs, NetworkNode Node);
