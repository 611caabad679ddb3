using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Conformance.Torch;

/// <summary>The steps of a training: forward, loss, backward, optimizer.</summary>
public class TrainingStepTests
{
    [Fact]
    public void A_small_convolutional_network_learns_two_batches_by_heart()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator _ = manual_seed(1);
        Parameter kernel = new(randn([4, 1, 3, 3]).mul(0.3)), gamma = new(ones(4)), beta = new(zeros(4)), weight = new(randn([3, 4 * 3 * 3]).mul(0.1)), bias = new(zeros(3));
        Tensor mean = zeros(4), variance = ones(4);
        using SGD optimizer = optim.SGD([kernel, gamma, beta, weight, bias], learningRate: 0.1, momentum: 0.9);
        Tensor images = randn([6, 1, 8, 8]), labels = tensor(new long[] { 0, 1, 2, 2, 1, 0 });
        double first = 0, last = 0;
        for (int step = 0; step < 30; step++)
        {
            using DisposeScope inner = NewDisposeScope();
            optimizer.zero_grad();
            Tensor x = nn.functional.conv2d(images, kernel, null, [1, 1], [0, 0]);
            x = nn.functional.batch_norm(x, mean, variance, gamma, beta, training: true);
            x = nn.functional.max_pool2d(nn.functional.relu(x), [2, 2]).flatten(1);
            Tensor loss = nn.functional.cross_entropy(nn.functional.linear(x, weight, bias), labels);
            loss.backward();
            optimizer.step();
            last = loss.item<float>();
            if (step == 0) first = last;
        }

        Assert.InRange(first, 0.8, 2.5);
        Assert.InRange(last, 0, 0.1);
    }

    [Fact]
    public void A_wrong_shape_is_an_ExternalException_with_the_message_of_libtorch()
    {
        using Tensor left = ones(2, 3), right = ones(4, 5);
        var error = Assert.Throws<ExternalException>(() => nn.functional.linear(left, right));
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied", error.Message, StringComparison.Ordinal);
    }
}
