namespace Microsoft.ML.Data;

/// <summary>Calls a generic method with type arguments that only a schema knows.</summary>
internal static class GenericCall
{
    /// <param name="sample">The method with any type arguments, such as <c>MakeGetter&lt;int&gt;</c>; these are replaced.</param>
    public static TResult Invoke<TResult>(Delegate sample, Type[] typeArguments, params object?[] arguments) =>
        (TResult)sample.Method.GetGenericMethodDefinition().InvokeGeneric(typeArguments, sample.Target, arguments)!;
}
