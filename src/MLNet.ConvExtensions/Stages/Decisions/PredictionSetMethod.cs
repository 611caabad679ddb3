namespace MLNet.ConvExtensions;

/// <summary>Which classes go into a prediction set.</summary>
public enum PredictionSetMethod
{
    /// <summary>
    /// Those whose probability is high enough: the smallest sets on average, of which some are empty where the model is unsure in a way
    /// that it wasn't on the rows at hand (LAC; Sadinle and others, Least Ambiguous Set-Valued Classifiers with Bounded Error Levels,
    /// 2019).
    /// </summary>
    LeastAmbiguous,

    /// <summary>
    /// The most probable ones, as many as it takes for their sum to be high enough, and one at least: sets that grow with how hard a row
    /// is, and that cover more than asked (APS without chance; Romano and others, Classification with Valid and Adaptive Coverage, 2020).
    /// </summary>
    Adaptive,
}
