using MLNet.ConvExtensions.Fuzz.Inputs;

namespace MLNet.ConvExtensions.Fuzz;

/// <summary>A reader of bytes from outside, what its inputs are made of, and what may come of them.</summary>
/// <param name="folder">Where it may write.</param>
internal abstract class FuzzTarget(string folder) : IDisposable
{
    /// <summary>The most that reading an input may allocate, beyond what is in proportion to its length.</summary>
    public virtual long BytesAllowed => 64L << 20;

    protected string Folder { get; } = folder;

    /// <summary>The input of a seed: always the same.</summary>
    public abstract FuzzInput Make(int seed);

    /// <summary>Reads an input. What it throws is looked at; what it finds out to be wrong it throws as <see cref="WrongResultException"/>.</summary>
    /// <returns>Whether the input was taken for whole.</returns>
    public abstract bool Read(FuzzInput input);

    /// <summary>Whether the reader's documentation names this exception for what is wrong with an input.</summary>
    public abstract bool IsDocumented(Exception exception);

    public virtual void Dispose() { }

    /// <summary>Writes a file of the input's name into the folder.</summary>
    protected string Write(FuzzInput input)
    {
        string path = Path.Combine(Folder, input.Name);
        File.WriteAllBytes(path, input.Bytes);
        return path;
    }

    /// <summary>Whether it is exactly of that type: what derives from it is thrown by mistake.</summary>
    protected static bool Is<T>(Exception exception) => exception.GetType() == typeof(T);
}
