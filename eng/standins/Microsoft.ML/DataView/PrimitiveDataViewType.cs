namespace Microsoft.ML.Data;

public abstract class PrimitiveDataViewType : DataViewType
{
    protected PrimitiveDataViewType(Type rawType)
        : base(rawType)
    {
        // Values of a primitive type are copied freely, so nothing could say when to dispose one.
        if (typeof(IDisposable).IsAssignableFrom(rawType))
            throw new ArgumentException($"The raw type of a primitive type can't be disposable, but {rawType} is.", nameof(rawType));
    }
}
