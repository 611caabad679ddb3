namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>How a trial went.</summary>
/// <param name="Proposal">What was tried.</param>
/// <param name="Record">What the user is told.</param>
/// <param name="Loss">The smaller the better; the greatest number where there is no score.</param>
/// <param name="StandardError">Of the mean over the folds.</param>
internal sealed record TrialResult(Proposal Proposal, TrialRecord Record, double Loss, double StandardError);
