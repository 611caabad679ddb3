namespace Microsoft.ML.Data;

/// <summary>What a chain is to those who don't know the type of its last transformer.</summary>
internal interface ITransformerChainAccessor
{
    ITransformer[] Transformers { get; }

    TransformerScope[] Scopes { get; }

    IDataView TransformAll(IDataView input);
}
