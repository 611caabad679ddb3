using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(CustomMappingLoader), CustomMappingLoader.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Writes which contract a custom mapping fulfils, and has the factory of that contract make it again.</summary>
internal static class CustomMappingLoader
{
    internal const string LoaderSignature = "CustomTransformer";

    public static void Save(ModelSaveContext ctx, string contractName, Assembly assembly)
    {
        ctx.SetVersionInfo(LoaderSignature, typeof(CustomMappingLoader));
        ctx.SaveString(contractName);
        ctx.SaveString(assembly.FullName!);
    }

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        string contractName = ctx.LoadString();
        env.ComponentCatalog.RegisterAssembly(Assembly.Load(ctx.LoadString()));
        object factory = env.ComponentCatalog.GetExtensionValue(env, typeof(CustomMappingFactoryAttributeAttribute), contractName);
        if (factory is not ICustomMappingFactory mappingFactory)
            throw env.Except($"The class with contract '{contractName}' must derive from '{typeof(CustomMappingFactory<,>).FullName}', and {factory.GetType()} doesn't.");
        return mappingFactory.CreateTransformer(env, contractName);
    }
}
