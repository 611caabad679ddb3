namespace MLNet.ConvExtensions;

/// <summary>A person or an organization that contributed to a Camtrap DP.</summary>
/// <param name="Title">The name.</param>
public sealed record CamtrapContributor(string Title)
{
    /// <summary>An e-mail address; null for none.</summary>
    public string? Email { get; init; }

    /// <summary>'contact', 'principalInvestigator', 'rightsHolder', 'publisher' or 'contributor'; null for none.</summary>
    public string? Role { get; init; }
}
