namespace MLNet.ConvExtensions.Zoo;

/// <summary>
/// The residual networks for ImageNet (He et al. 2015) as torchvision has them: in bottlenecks the 3x3 convolution has the stride.
/// </summary>
internal static class ResNets
{
    private const int Expansion = 4;

    public static NetworkBuilder[] Define(NetworkBuilder input, int classes, bool bottleneck, params int[] blocks)
    {
        NetworkBuilder x = input.ConvBatchNorm(64, 7, 2, 3, "conv1", "bn1").Relu("relu").MaxPool(3, 2, 1, name: "maxpool");
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            for (int block = 0; block < blocks[stage]; block++)
            {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                int width = 64 << stage;
                x = x.Scope($"layer{stage + 1}.{block}", y => Block(y, width, stride, bottleneck));
            }
        }

        return [x.GlobalAveragePool(name: "avgpool").Dense(classes, name: "fc")];
    }

    private static NetworkBuilder Block(NetworkBuilder x, int width, int stride, bool bottleneck)
    {
        int filters = bottleneck ? width * Expansion : width;

        // Blocks begin as their shortcuts (Goyal et al. 2017): the signal doesn't grow with depth, and training starts well.
        NetworkBuilder y = bottleneck
            ? x.ConvBatchNorm(width, 1, 1, 0, "conv1", "bn1")
                .Relu("relu1")
                .ConvBatchNorm(width, 3, stride, 1, "conv2", "bn2")
                .Relu("relu2")
                .ConvBatchNorm(filters, 1, 1, 0, "conv3", "bn3", scale: 0)
            : x.ConvBatchNorm(width, 3, stride, 1, "conv1", "bn1").Relu("relu1").ConvBatchNorm(width, 3, 1, 1, "conv2", "bn2", scale: 0);
        bool same = stride == 1 && x.Dims[0] == filters;
        NetworkBuilder shortcut = same ? x : x.ConvBatchNorm(filters, 1, stride, 0, "downsample.0", "downsample.1");
        return y.Add(shortcut, "add").Relu("relu");
    }
}
