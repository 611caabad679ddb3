namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>A place where a network falls into two, with a single tensor between.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="Node">The last node before it, -1 for the network's input.</param>
/// <param name="Elements">The tensor's elements for one image.</param>
/// <param name="Resolution">The positions of its maps: height times width, 1 for a vector.</param>
internal sealed record NetworkCut(string Tensor, int Node, long Elements, long Resolution);
