using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>Lets TorchSharp use some threads, and as many as before when disposed: it starts with one.</summary>
internal readonly struct ComputeThreads : IDisposable
{
    private readonly int _before;

    public ComputeThreads(int count)
    {
        _before = get_num_threads();
        set_num_threads(count);
    }

    public void Dispose() => set_num_threads(_before);
}
