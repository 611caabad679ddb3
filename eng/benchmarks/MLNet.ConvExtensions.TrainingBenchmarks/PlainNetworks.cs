using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions.TrainingBenchmarks;

/// <summary>The networks of the benchmark as TorchSharp's own modules, as its users write them.</summary>
internal static class PlainNetworks
{
    public static Module<Tensor, Tensor> LeNet5() =>
        Sequential(
            Conv2d(1, 6, 5, padding: 2),
            Tanh(),
            AvgPool2d(2),
            Conv2d(6, 16, 5),
            Tanh(),
            AvgPool2d(2),
            Flatten(),
            Linear(400, 120),
            Tanh(),
            Linear(120, 84),
            Tanh(),
            Linear(84, 10)
        );

    public static Module<Tensor, Tensor> FourConv(int side, int channels)
    {
        int left = (((side - 2) / 2) - 2) / 2;
        return Sequential(
            Conv2d(channels, 32, 3, padding: 1),
            ReLU(inplace: true),
            Conv2d(32, 32, 3),
            ReLU(inplace: true),
            MaxPool2d(2),
            Dropout(0.25),
            Conv2d(32, 64, 3, padding: 1),
            ReLU(inplace: true),
            Conv2d(64, 64, 3),
            ReLU(inplace: true),
            MaxPool2d(2),
            Dropout(0.25),
            Flatten(),
            Linear(64 * left * left, 512),
            ReLU(inplace: true),
            Dropout(0.5),
            Linear(512, 10)
        );
    }

    public static Module<Tensor, Tensor> CifarResNet20()
    {
        var layers = new List<Module<Tensor, Tensor>> { Conv2d(3, 16, 3, padding: 1, bias: false), BatchNorm2d(16), ReLU(inplace: true) };
        AddStages(layers, [16, 32, 64], blocks: 3, projects: false);
        layers.AddRange([AdaptiveAvgPool2d(1), Flatten(), Linear(64, 10)]);
        return Sequential(layers.ToArray());
    }

    public static Module<Tensor, Tensor> ResNet18()
    {
        var layers = new List<Module<Tensor, Tensor>>
        {
            Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false),
            BatchNorm2d(64),
            ReLU(inplace: true),
            MaxPool2d(3, stride: 2, padding: 1),
        };
        AddStages(layers, [64, 128, 256, 512], blocks: 2, projects: true);
        layers.AddRange([AdaptiveAvgPool2d(1), Flatten(), Linear(512, 10)]);
        return Sequential(layers.ToArray());
    }

    private static void AddStages(List<Module<Tensor, Tensor>> layers, int[] stages, int blocks, bool projects)
    {
        int before = stages[0];
        foreach (int filters in stages)
        {
            for (int block = 0; block < blocks; block++)
            {
                layers.Add(new Block(before, filters, block == 0 && filters > stages[0] ? 2 : 1, projects));
                before = filters;
            }
        }
    }

    /// <summary>Two convolutions and the way around them, with a projection or with zeros for further channels.</summary>
    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> _body;
        private readonly Module<Tensor, Tensor>? _shortcut;
        private readonly int _stride;
        private readonly long _added;

        public Block(int before, int filters, int stride, bool projects)
            : base("block")
        {
            _body = Sequential(
                Conv2d(before, filters, 3, stride: stride, padding: 1, bias: false),
                BatchNorm2d(filters),
                ReLU(inplace: true),
                Conv2d(filters, filters, 3, padding: 1, bias: false),
                BatchNorm2d(filters)
            );
            if (projects && before != filters)
                _shortcut = Sequential(Conv2d(before, filters, 1, stride: stride, bias: false), BatchNorm2d(filters));
            (_stride, _added) = (stride, filters - before);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            Tensor around = input;
            if (_shortcut is not null)
            {
                around = _shortcut.call(input);
            }
            else if (_stride > 1)
            {
                Tensor half = input.index(TensorIndex.Ellipsis, TensorIndex.Slice(step: 2), TensorIndex.Slice(step: 2));
                around = functional.pad(half, [0, 0, 0, 0, _added / 2, _added - (_added / 2)]);
            }

            return functional.relu(_body.call(input).add_(around), inplace: true);
        }
    }
}
