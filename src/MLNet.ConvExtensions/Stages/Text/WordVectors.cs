using System.Runtime.InteropServices;
using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Stages.Text;

namespace MLNet.ConvExtensions;

/// <summary>
/// Published vectors of words, from the text files of GloVe, word2vec and fastText: a word and its numbers a line, with spaces between;
/// word2vec and fastText write a first line with the number of words and of numbers.
/// </summary>
public sealed class WordVectors
{
    private const float Range = 0.25f;

    private readonly Dictionary<string, float[]> _vectors;

    private WordVectors(Dictionary<string, float[]> vectors, int dimensions) => (_vectors, Dimensions) = (vectors, dimensions);

    /// <summary>The length of a vector.</summary>
    public int Dimensions { get; }

    /// <summary>How many words have one.</summary>
    public int Count => _vectors.Count;

    /// <summary>Reads a file.</summary>
    /// <param name="file">The path of a text file in UTF-8. A word that comes twice keeps its first vector.</param>
    /// <param name="words">The words that are wanted, such as <see cref="VectorizeTextTransformer.Words"/>; all if left out.</param>
    /// <returns>The vectors of those that the file has.</returns>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="FormatException">
    /// A line has another number of numbers than the first, or one that isn't finite, or the file is binary or empty; the message names file
    /// and line.
    /// </exception>
    public static WordVectors Load(string file, IEnumerable<string>? words = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        using var lines = new StreamReader(file);
        HashSet<string>? wanted = words is null ? null : [.. words];
        var vectors = new Dictionary<string, float[]>();
        int dimensions = WordVectorLines.Read(
            lines,
            file,
            (word, read) =>
            {
                if ((wanted is null || wanted.Contains(word)) && !vectors.ContainsKey(word))
                    vectors.Add(word, read());
            }
        );
        return new WordVectors(vectors, dimensions);
    }

    /// <summary>The vector of a word.</summary>
    /// <param name="word">The word, as it stands in the file: published vectors are mostly of small letters.</param>
    /// <param name="vector">Its vector, empty if it has none.</param>
    /// <returns>Whether it has one.</returns>
    public bool TryGetVector(string word, out ReadOnlyMemory<float> vector)
    {
        ArgumentNullException.ThrowIfNull(word);
        bool found = _vectors.TryGetValue(word, out float[]? numbers);
        vector = numbers;
        return found;
    }

    /// <summary>What <see cref="NetworkBuilder.Embedding"/> starts with: the vectors of the words that a stage has numbered.</summary>
    /// <param name="text">The stage that gives words their numbers.</param>
    /// <param name="seed">The seed of the vectors of words that have none here: uniform from -0.25 to 0.25, as in Kim (2014).</param>
    /// <returns>
    /// The values of an embedding of <see cref="VectorizeTextTransformer.TokenCount"/> tokens of <see cref="Dimensions"/> dimensions; the one
    /// behind the end of a text is 0.
    /// </returns>
    public Initializer ForWordsOf(VectorizeTextTransformer text, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] raw = new byte[checked(text.TokenCount * Dimensions * sizeof(float))];
        CounterRandom.Fill(raw, CounterRandom.Key(seed, nameof(WordVectors)), uniform => (float)(Range * ((2 * uniform) - 1)));
        float[] table = MemoryMarshal.Cast<byte, float>(raw).ToArray();
        table.AsSpan(WordNumbers.End * Dimensions, Dimensions).Clear();
        for (int i = 0; i < text.Words.Count; i++)
        {
            if (_vectors.TryGetValue(text.Words[i], out float[]? vector))
                vector.CopyTo(table, (WordNumbers.First + i) * Dimensions);
        }

        return Initializer.Values(table);
    }
}
