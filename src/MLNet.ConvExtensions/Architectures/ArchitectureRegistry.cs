namespace MLNet.ConvExtensions;

/// <summary>Every architecture that is known by name, with the images that it was published for.</summary>
internal static class ArchitectureRegistry
{
    public static Architecture LeNet5 { get; } = new("LeNet5", 32, 1, 10, "LeCun et al. 1998", ClassicNetworks.LeNet5);

    public static Architecture FourConv { get; } = new("FourConv", 32, 3, 10, "Keras's CIFAR-10 example, 2015", ClassicNetworks.FourConv);

    public static Architecture Mlp { get; } = new("MLP", 32, 1, 10, "two dense layers on pixels", ClassicNetworks.Mlp);

    public static Architecture CifarResNet20 { get; } = CifarResNet(20);

    public static Architecture CifarResNet32 { get; } = CifarResNet(32);

    public static Architecture CifarResNet56 { get; } = CifarResNet(56);

    public static IReadOnlyList<Architecture> All { get; } = [LeNet5, FourConv, Mlp, CifarResNet20, CifarResNet32, CifarResNet56];

    public static Architecture Find(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string key = Key(name);
        return All.FirstOrDefault(a => Key(a.Name) == key)
            ?? throw new ArgumentException(
                $"There is no architecture '{name}'. The nearest names are {string.Join(", ", NearestNames.Of(name, All.Select(a => a.Name)).Select(n => $"'{n}'"))}; "
                + $"all are {string.Join(", ", All.Select(a => a.Name))}.", nameof(name));
    }

    private static Architecture CifarResNet(int layers) => new(
        $"CifarResNet{layers}", 32, 3, 10, "He et al. 2015, section 4.2", (x, classes) => CifarResNets.Define(x, classes, layers, projection: false));

    private static string Key(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}
