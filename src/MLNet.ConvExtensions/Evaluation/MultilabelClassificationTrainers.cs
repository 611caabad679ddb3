namespace MLNet.ConvExtensions;

/// <summary>
/// Where trainers for several labels at once are found: extension methods of this class. MLNet.ConvExtensions.Training has <c>ConvNet</c>
/// and <c>FineTune</c>.
/// </summary>
public sealed class MultilabelClassificationTrainers
{
    internal MultilabelClassificationTrainers() { }
}
