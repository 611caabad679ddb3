namespace MLNet.ConvExtensions;

/// <summary>How the photos of an event become of one mind.</summary>
public enum BurstRule
{
    /// <summary>Every row of a group gets the mean of the group's scores.</summary>
    Average,

    /// <summary>
    /// Every row of a group gets the scores of the group's surest row: the one whose highest score is the highest of all, the first of
    /// equals.
    /// </summary>
    Maximum,

    /// <summary>
    /// Classes that few rows of a group have are overwritten by the one that most have, as <see cref="ClassSmoothing"/> says. Rows keep how
    /// sure they are: where a class is overwritten, its score and that of the class in its place are exchanged. A row whose scores are
    /// missing stays so.
    /// </summary>
    Smoothing,
}
