using MLNet.ConvExtensions.Fuzz.Inputs;

namespace MLNet.ConvExtensions.Fuzz.Targets;

/// <summary>Text files of word vectors.</summary>
internal sealed class VectorsTarget(string folder) : FuzzTarget(folder)
{
    private static readonly byte[][] Words = Corpus.Words(" ", "\n", "\r\n", "\t", "\0", "1e39", "-", "99999999999 3\n", "\u00FF\u00FE");

    private readonly byte[][] _whole =
    [
        .. Corpus.Words(
            "the 0.5 -1 2e-3\ncat 1 2 3\n. . . 4 5 6\n5 6 7 8\n",
            "2 4\nthe 0.5 -1 2e-3 1 \ncat 1 2 3 4 \n",
            string.Concat(Enumerable.Range(0, 50).Select(i => $"word{i}\t{i}\t{-i}\n"))
        ),
    ];

    public override FuzzInput Make(int seed)
    {
        var random = new Random(seed);
        return new FuzzInput(seed, "vectors.txt", new InputMaker(random, _whole, Words).Damage(_whole[random.Next(_whole.Length)]));
    }

    public override bool Read(FuzzInput input)
    {
        var vectors = WordVectors.Load(Write(input));
        bool found = vectors.TryGetVector("the", out ReadOnlyMemory<float> vector) || vectors.TryGetVector("word1", out vector);
        WrongResultException.ThrowUnless(vectors.Dimensions > 0 && vectors.Count > 0, $"{vectors.Count} vectors of {vectors.Dimensions}");
        WrongResultException.ThrowUnless(
            !found || (vector.Length == vectors.Dimensions && vector.ToArray().All(float.IsFinite)),
            "a vector of another length, or without numbers"
        );
        return true;
    }

    public override bool IsDocumented(Exception exception) => Is<FormatException>(exception);
}
