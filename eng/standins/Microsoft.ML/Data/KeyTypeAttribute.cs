using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class KeyTypeAttribute : Attribute
{
    public KeyTypeAttribute() => throw Contracts.ExceptNotSupp("A key type needs the number of its keys.");

    public KeyTypeAttribute(ulong count) => Count = count;

    internal ulong Count { get; }
}
