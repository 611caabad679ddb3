using MLNet.ConvExtensions.Stages.Decisions;

namespace MLNet.ConvExtensions;

/// <summary>A tree of taxa: each has one that it is part of, or none at the top.</summary>
public sealed class Taxonomy
{
    private readonly Dictionary<string, string> _parents;
    private readonly HashSet<string> _taxa;

    internal Taxonomy(Dictionary<string, string> parents, HashSet<string> taxa) => (_parents, _taxa) = (parents, taxa);

    /// <summary>All taxa, classes among them.</summary>
    public IReadOnlyCollection<string> Taxa => _taxa;

    /// <summary>
    /// Reads a CSV file (RFC 4180, UTF-8) whose first line names its columns. Either it has a column <c>parent</c>, and each line is a
    /// taxon (the first column) with the one that it is part of; or each line is a class with the taxa that hold it, from the smallest to
    /// the largest, as in <c>class,species,genus,family,order</c>. Empty values are left out.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>The tree.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FormatException">
    /// It isn't such a file, a taxon is part of two others, or of itself by way of others; the message names the line.
    /// </exception>
    public static Taxonomy Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new TaxonomyReader(path).Read();
    }

    /// <summary>Whether there is a taxon of this name.</summary>
    /// <param name="taxon">The name.</param>
    public bool Contains(string taxon) => _taxa.Contains(taxon);

    /// <summary>A taxon and those that hold it, the smallest first.</summary>
    /// <param name="taxon">The taxon.</param>
    /// <returns>The taxa, itself first.</returns>
    /// <exception cref="ArgumentException">There is no such taxon.</exception>
    public IReadOnlyList<string> PathOf(string taxon)
    {
        ArgumentNullException.ThrowIfNull(taxon);
        if (!_taxa.Contains(taxon))
            throw new ArgumentException($"The taxonomy has no taxon '{taxon}'.", nameof(taxon));
        var path = new List<string> { taxon };
        while (_parents.TryGetValue(path[^1], out string? parent))
            path.Add(parent);
        return path;
    }
}
