using System.Collections.Concurrent;
using System.Reflection;

namespace Microsoft.ML.Runtime;

public sealed class ComponentCatalog
{
    private readonly ConcurrentDictionary<string, Type> _loaders = new();
    private readonly ConcurrentDictionary<(Type Attribute, string Contract), Type> _extensions = new();
    private readonly HashSet<Assembly> _registered = [];

    internal ComponentCatalog() => RegisterAssembly(typeof(ComponentCatalog).Assembly);

    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        Contracts.CheckValue(assembly, nameof(assembly));
        lock (_registered)
        {
            if (!_registered.Add(assembly))
                return;
        }

        foreach (LoadableClassAttribute loadable in assembly.GetCustomAttributes<LoadableClassAttribute>())
            Add(_loaders, loadable.LoaderSignature, loadable.LoaderType, throwOnError);

        // This package has no extensions of its own, and looking through its types would cost every context some time.
        if (assembly == typeof(ComponentCatalog).Assembly)
            return;

        // Abstract factories and open generic ones can't be made, so they are no candidates.
        foreach (Type type in assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }))
        {
            foreach (ExtensionBaseAttribute extension in type.GetCustomAttributes<ExtensionBaseAttribute>())
                Add(_extensions, (extension.GetType(), extension.ContractName), type, throwOnError);
        }
    }

    internal bool TryFindLoader(string signature, out Type? loader) => _loaders.TryGetValue(signature, out loader);

    /// <summary>Makes the extension that an assembly registered under a contract.</summary>
    internal object GetExtensionValue(IHostEnvironment env, Type attributeType, string contractName)
    {
        if (!_extensions.TryGetValue((attributeType, contractName), out Type? type))
        {
            throw env.Except($"There is no extension for the contract '{contractName}'. "
                + $"Has {nameof(RegisterAssembly)} been called with the assembly that holds it?");
        }

        return Activator.CreateInstance(type)!;
    }

    private static void Add<TKey>(ConcurrentDictionary<TKey, Type> known, TKey key, Type type, bool throwOnError)
        where TKey : notnull
    {
        if (known.GetOrAdd(key, type) is Type first && first != type && throwOnError)
            throw Contracts.Except($"Both {first} and {type} are registered as '{key}'.");
    }
}
