namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// What a trial is to try, and on which division into folds: 0 for the one that all candidates are tried on, more for those that leaders
/// are tried on again.
/// </summary>
internal sealed record Proposal(Candidate Candidate, int Division);
