using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MLNet.ConvExtensions;

/// <summary>Gives every row the key under which the next stage of a saved model has the settings of the one behind it.</summary>
[CustomMappingFactoryAttribute(Contract)]
public sealed class SettingsKeyMapping : CustomMappingFactory<SettingsKeyMapping.Anything, SettingsKeyMapping.Key>
{
    internal const string Contract = "MLNet.ConvExtensions.HandCraftedSwitch";
    internal const string KeyColumn = "HandCrafted.Key";
    internal const int TheKey = 1;

    /// <inheritdoc/>
    public override Action<Anything, Key> GetMapping() => (_, key) => key.Value = TheKey;

    /// <summary>The input of the mapping: nothing of the row.</summary>
    public sealed class Anything { }

    /// <summary>The output of the mapping.</summary>
    public sealed class Key
    {
        /// <summary>The key.</summary>
        [ColumnName(KeyColumn)]
        public int Value { get; set; }
    }
}
