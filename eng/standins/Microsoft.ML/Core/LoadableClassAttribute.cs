namespace Microsoft.ML;

/// <summary>
/// Says which type loads what a model file holds under a signature: its static
/// <c>Create(IHostEnvironment, ModelLoadContext)</c>, or a constructor with these parameters.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class LoadableClassAttribute(Type loaderType, string loaderSignature) : Attribute
{
    public Type LoaderType { get; } = loaderType;

    public string LoaderSignature { get; } = loaderSignature;
}
