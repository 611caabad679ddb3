namespace MLNet.ConvExtensions.Training.Data;

/// <summary>The samples' values, wherever they are kept.</summary>
internal abstract class SampleStore
{
    public abstract int Count { get; }

    /// <summary>The planes that <see cref="Write"/> gives: the network's input, or larger where crops are cut from them.</summary>
    public abstract SampleShape Shape { get; }

    /// <summary>The range that values lie in, which colours and noise go by.</summary>
    public abstract (float Least, float Most) Range { get; }

    /// <summary>Whether writing takes so long that it should be done ahead.</summary>
    public abstract bool IsSlow { get; }

    /// <summary>What distinguishes these samples from others, as far as it can be known without decoding them.</summary>
    public abstract string Checksum { get; }

    /// <summary>Writes a sample's planes, before normalisation. For several threads at once, each with a workspace of its own.</summary>
    public abstract void Write(int sample, SampleWorkspace workspace, Span<float> planes);

    /// <summary>Turns planes of the network's size into what it takes, in place.</summary>
    public abstract void Normalize(Span<float> planes);
}
