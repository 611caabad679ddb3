namespace Microsoft.ML.Data;

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class LoadColumnAttribute : Attribute
{
    public LoadColumnAttribute(int fieldIndex) => Sources = [(fieldIndex, fieldIndex)];

    public LoadColumnAttribute(int start, int end) => Sources = [(start, end)];

    public LoadColumnAttribute(int[] columnIndexes) => Sources = [.. columnIndexes.Select(index => (index, index))];

    /// <summary>The first and last field of each range.</summary>
    internal (int First, int Last)[] Sources { get; }
}
