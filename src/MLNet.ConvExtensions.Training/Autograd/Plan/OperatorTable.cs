using MLNet.ConvExtensions.Training.Autograd.Operators;

namespace MLNet.ConvExtensions.Training.Autograd.Plan;

/// <summary>Every operator that can be trained through.</summary>
internal static class OperatorTable
{
    private static readonly Dictionary<string, Preparation> OnDevice = Collect(
        Convolutions.Rules,
        Pooling.Rules,
        Normalizations.Rules,
        Activations.Rules,
        Elementwise.Rules,
        Products.Rules,
        Reductions.Rules,
        Layout.Rules,
        Selection.Rules,
        Pads.Rules,
        Resampling.Rules,
        Sources.Rules
    );

    private static readonly Dictionary<string, HostPreparation> OnHost = Collect(HostArithmetic.Rules, HostLayout.Rules);

    /// <summary>The operators' names.</summary>
    public static IReadOnlyCollection<string> Names => OnDevice.Keys;

    public static Preparation? Find(string name) => OnDevice.GetValueOrDefault(name);

    public static HostPreparation? FindHost(string name) => OnHost.GetValueOrDefault(name);

    private static Dictionary<string, T> Collect<T>(params IEnumerable<(string Operators, T Prepare)>[] groups)
    {
        var all = new Dictionary<string, T>();
        foreach ((string names, T prepare) in groups.SelectMany(g => g))
        {
            foreach (string name in names.Split(' '))
                all.Add(name, prepare);
        }

        return all;
    }
}
