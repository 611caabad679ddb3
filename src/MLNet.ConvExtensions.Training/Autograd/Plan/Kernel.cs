namespace MLNet.ConvExtensions.Training.Autograd.Plan;

/// <summary>One prepared operator: reads its inputs' slots and writes its outputs'.</summary>
internal delegate void Kernel(ForwardRun run);

/// <summary>Makes the kernel of a node: reads attributes and constants once, so that a step does not.</summary>
internal delegate Kernel Preparation(PlanNode node);
