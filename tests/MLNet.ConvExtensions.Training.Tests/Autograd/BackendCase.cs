using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Training.Autograd.Plan;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Autograd;

/// <summary>
/// A case of the ONNX project's backend tests, as Debian's package libonnx-testdata brings them: a network, inputs, and the outputs that
/// they must give.
/// </summary>
internal sealed class BackendCase
{
    private const string Root = "/usr/share/libonnx-testdata/data";
    private const double Relative = 1e-3;
    private const double Absolute = 1e-6;

    private readonly string _folder;
    private readonly ModelProto _model;

    private BackendCase(string name)
    {
        Name = name;
        _folder = Path.Combine(Root, name);
        _model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(_folder, "model.onnx")));

        // The cases from PyTorch are of version 6, whose operators that they use are those of version 7.
        foreach (OperatorSetIdProto set in _model.OpsetImport.Where(o => o.Domain.Length == 0 && o.Version < 7))
            set.Version = 7;
    }

    public static bool AreThere => Directory.Exists(Root);

    /// <summary>Group and name, such as node/test_relu.</summary>
    public string Name { get; }

    public IReadOnlySet<string> Operators => _model.Graph.Node.Select(n => n.OpType).ToHashSet();

    /// <summary>Whether what goes in and comes out are numbers or truth values: text and sequences are not a network's.</summary>
    public bool IsOfNumbers =>
        _model
            .Graph.Input.Concat(_model.Graph.Output)
            .All(v =>
                v.Type.TensorType is { } t
                && (ElementTypes.IsFloating((OnnxElementType)t.ElemType) || ElementTypes.IsWhole((OnnxElementType)t.ElemType))
            );

    /// <summary>The cases of operators that can be trained through.</summary>
    public static IReadOnlyList<string> OfKnownOperators { get; } = Known();

    public static BackendCase Load(string name) => new(name);

    /// <summary>Runs the case, and says what is wrong with the outputs; null where nothing is.</summary>
    public string? Run()
    {
        using var scope = NewDisposeScope();
        using var network = new TrainableNetwork(OnnxNetwork.FromBytes(Google.Protobuf.MessageExtensions.ToByteArray(_model)));
        Tensor[] inputs = Read("input").Select(t => HostTensor.Of(new StoredTensor(t)).Upload(CPU)).ToArray();
        IReadOnlyList<Tensor> outputs = network.Forward(inputs.AsSpan(0, network.Network.Inputs.Count), training: false);
        TensorProto[] expected = Read("output");
        for (int i = 0; i < expected.Length; i++)
        {
            if (Difference(HostTensor.Of(new StoredTensor(expected[i])), HostTensor.Download(outputs[i])) is { } wrong)
                return $"output {i}: {wrong}";
        }

        return null;
    }

    private static string? Difference(HostTensor expected, HostTensor actual)
    {
        if (!expected.Shape.AsSpan().SequenceEqual(actual.Shape))
            return $"the shape is [{string.Join(", ", actual.Shape)}], expected [{string.Join(", ", expected.Shape)}]";
        if (expected.IsInteger != actual.IsInteger)
            return $"the type is {actual.Type}, expected {expected.Type}";

        // Half precision is computed in 32 bits, so that its rounding is missing.
        double relative = expected.Type == OnnxElementType.BFloat16 ? 1e-2 : Relative;
        double[] wanted = expected.ToNumbers(),
            got = actual.ToNumbers();
        for (int i = 0; i < wanted.Length; i++)
        {
            bool same = wanted[i].Equals(got[i]) || Math.Abs(wanted[i] - got[i]) <= Absolute + (relative * Math.Abs(wanted[i]));
            if (!same)
                return $"element {i} is {got[i]}, expected {wanted[i]}";
        }

        return null;
    }

    private TensorProto[] Read(string kind)
    {
        string folder = Path.Combine(_folder, "test_data_set_0");
        int count = Directory.GetFiles(folder, kind + "_*.pb").Length;
        IList<ValueInfoProto> declared = kind == "input" ? _model.Graph.Input : _model.Graph.Output;
        var tensors = new TensorProto[count];
        for (int i = 0; i < count; i++)
        {
            tensors[i] = TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, $"{kind}_{i}.pb")));

            // Python has no such type, and these cases name the bits' instead.
            if (declared[i].Type.TensorType.ElemType == (int)OnnxElementType.BFloat16)
                tensors[i].DataType = (int)OnnxElementType.BFloat16;
        }

        return tensors;
    }

    private static string[] Known()
    {
        if (!AreThere)
            return [];
        HashSet<string> known = [.. OperatorTable.Names];
        return new[] { "node", "pytorch-converted", "pytorch-operator" }
            .SelectMany(group => Directory.GetDirectories(Path.Combine(Root, group)).Select(f => $"{group}/{Path.GetFileName(f)}"))
            .Order(StringComparer.Ordinal)
            .Where(name => new BackendCase(name) is { IsOfNumbers: true } found && known.IsSupersetOf(found.Operators))
            .ToArray();
    }
}
