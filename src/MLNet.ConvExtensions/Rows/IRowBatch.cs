namespace MLNet.ConvExtensions.Rows;

/// <summary>Room for the pixels of a batch of images and for what is computed from them, used again for every batch.</summary>
internal interface IRowBatch : IDisposable
{
    /// <summary>Where image <paramref name="i"/>'s pixels go: three planes of values.</summary>
    Span<float> InputOf(int i);

    /// <summary>Computes the first <paramref name="count"/> images.</summary>
    void Run(int count);

    /// <summary>The vectors of the first <paramref name="count"/> images after <see cref="Run"/>.</summary>
    ReadOnlySpan<float> Outputs(int count);
}
