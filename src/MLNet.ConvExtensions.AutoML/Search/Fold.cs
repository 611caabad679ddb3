namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>Rows to train on and rows to judge by, under a name that the journal knows them by.</summary>
internal sealed record Fold(string Name, int[] Train, int[] Test);
