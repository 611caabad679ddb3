namespace MLNet.ConvExtensions;

/// <summary>
/// MegaDetector's smoothing of the classifications of one event: deer, deer, deer, elk, deer are five deer. Counted are classifications
/// that
/// are sure enough (<see cref="ClassSmoothingOptions.MinConfidence"/>), each for its most probable class.
/// </summary>
/// <remarks>
/// First the classes that say nothing, such as 'unknown': where the dominant class, the one with the most classifications, has
/// <see cref="ClassSmoothingOptions.MinToOverwriteOther"/> or more and isn't one of them, they become the dominant class. If such a class
/// leads and the next has as many, the next counts as dominant. Then rarer classes, after a new count: where the dominant class isn't one
/// that says nothing and has <see cref="ClassSmoothingOptions.MinToOverwriteRarer"/> or more, each class with fewer classifications than it
/// and with no more than <see cref="ClassSmoothingOptions.MaxOverwritten"/> becomes the dominant class. Of classes with equal counts the
/// one
/// that came first leads. MegaDetector's further rules, along a taxonomy, aren't part of this.
/// Source: MegaDetector, postprocessing.classification_postprocessing, and its documentation.
/// </remarks>
public static class ClassSmoothing
{
    /// <summary>Smooths the classifications of one event.</summary>
    /// <param name="classes">The most probable class of each photo or detection, in their order of time.</param>
    /// <param name="confidences">How sure each is, 0 to 1.</param>
    /// <param name="options">How many overwrite how few; MegaDetector's numbers if left out.</param>
    /// <returns>The class of each afterwards.</returns>
    /// <exception cref="ArgumentException">The lists differ in length, or an option is out of range.</exception>
    public static string[] Smooth(IReadOnlyList<string> classes, IReadOnlyList<float> confidences, ClassSmoothingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(confidences);
        if (classes.Count != confidences.Count)
            throw new ArgumentException(
                $"There are {classes.Count} classes and {confidences.Count} confidences; needed: as many.",
                nameof(confidences)
            );
        options ??= new ClassSmoothingOptions();
        options.Validate();
        var counts = new OrderedDictionary<string, int>();
        for (int i = 0; i < classes.Count; i++)
        {
            if (confidences[i] >= options.MinConfidence)
                counts[classes[i]] = counts.GetValueOrDefault(classes[i]) + 1;
        }

        Dictionary<string, string> replaced = Replacements(counts, options.IsOther, options);
        return
        [
            .. classes.Select(
                (name, i) => confidences[i] >= options.MinConfidence && replaced.TryGetValue(name, out string? by) ? by : name
            ),
        ];
    }

    /// <summary>Which class is overwritten by which.</summary>
    /// <param name="counts">The classifications that are sure enough of each class, in the order in which the classes came.</param>
    /// <param name="isOther">Whether a class says nothing.</param>
    /// <param name="options">How many overwrite how few.</param>
    internal static Dictionary<T, T> Replacements<T>(OrderedDictionary<T, int> counts, Func<T, bool> isOther, ClassSmoothingOptions options)
        where T : notnull
    {
        var replaced = new Dictionary<T, T>();
        if (counts.Count < 2)
            return replaced;

        // Sorting by a key keeps the order of what is equal.
        T[] order = [.. counts.OrderByDescending(c => c.Value).Select(c => c.Key)];
        bool isTied = isOther(order[0]) && !isOther(order[1]) && counts[order[0]] == counts[order[1]];
        T dominant = isTied ? order[1] : order[0];
        int others = 0;
        if (counts[dominant] >= options.MinToOverwriteOther && !isOther(dominant))
        {
            foreach ((T name, int count) in counts.Where(c => isOther(c.Key)))
            {
                replaced[name] = dominant;
                others += count;
            }
        }

        // Where others have become the dominant class, it leads by their number; where none have, the count is as it was.
        if (others == 0)
            dominant = order[0];
        int most = counts[dominant] + others;
        if (isOther(dominant) || most < options.MinToOverwriteRarer)
            return replaced;
        foreach ((T name, int count) in counts.Where(c => !replaced.ContainsKey(c.Key) && !c.Key.Equals(dominant)))
        {
            if (count < most && count <= options.MaxOverwritten)
                replaced[name] = dominant;
        }

        return replaced;
    }
}
