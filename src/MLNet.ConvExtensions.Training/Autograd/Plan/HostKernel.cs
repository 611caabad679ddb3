namespace MLNet.ConvExtensions.Training.Autograd.Plan;

/// <summary>One prepared operator on the host; an input that isn't given is null.</summary>
internal delegate HostTensor[] HostKernel(HostTensor?[] inputs);

/// <summary>Makes the host's kernel of a node.</summary>
internal delegate HostKernel HostPreparation(PlanNode node);
