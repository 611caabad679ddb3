namespace Microsoft.ML.Data;

internal delegate void ValueMapper<TSource, TTarget>(in TSource source, ref TTarget target);
