using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Conformance.Torch;

/// <summary>Memory, types, devices, gradients and random numbers of tensors.</summary>
public class TensorTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Bytes_are_the_memory_itself()
    {
        Tensor tensor = zeros(2, 2);
        MemoryMarshal.Cast<byte, float>(tensor.bytes)[3] = 5;
        Assert.Equal(5, tensor[1, 1].item<float>());
        Assert.Throws<InvalidOperationException>(() => ones(2, 3).t().bytes.Length);
        Assert.Throws<ArgumentException>(() => tensor.bytes = new byte[3]);
    }

    [Fact]
    public void Elements_are_read_in_the_order_of_the_shape()
    {
        Tensor tensor = arange(6).reshape(2, 3).t();
        Assert.Equal([0L, 3, 1, 4, 2, 5], tensor.data<long>().ToArray());
        Assert.Equal([1, 3], tensor.stride());
        Assert.False(tensor.is_contiguous());
        Assert.Throws<ArgumentException>(() => tensor.data<float>());
        Assert.Throws<ArgumentException>(() => tensor.item<long>());
    }

    [Fact]
    public void Factories_have_the_types_of_PyTorch()
    {
        Assert.Equal(ScalarType.Float32, zeros(1).dtype);
        Assert.Equal(ScalarType.Int64, arange(3).dtype);
        Assert.Equal(ScalarType.Int32, tensor(new[] { 1, 2 }).dtype);
        Assert.Equal(ScalarType.Float64, tensor(new[] { 1.5 }).dtype);
        Assert.Equal(ScalarType.Float32, tensor(new[] { 1.5 }, dtype: ScalarType.Float32).dtype);
        Assert.Equal([2L, 3], from_array(new float[2, 3]).shape);
        Assert.Equal(ScalarType.Bool, (ones(2) > 0).dtype);
        Assert.Equal(ScalarType.Byte, ones(2).to(ScalarType.Byte).dtype);
    }

    [Fact]
    public void Operators_broadcast_and_take_numbers()
    {
        Tensor x = tensor(new float[] { 1, 2, 3 });
        Assert.Equal([0f, 3, 8], ((x * x) - 1).data<float>().ToArray());
        Assert.Equal([6f, 3, 2], (6 / x).data<float>().ToArray());
        Assert.Equal([-1f, 0, 1], (2 - x).neg().data<float>().ToArray());
        Assert.Equal([2L, 3], (ones(2, 1) + x).shape);
        Assert.Equal([1f, 2, 2], x.clamp(max: 2).data<float>().ToArray());
        Assert.Equal([3f, 2, 1], x.flip(0).data<float>().ToArray());
        Assert.Equal([1f, 9, 9], where(x < 2, x, 9 * ones(3)).data<float>().ToArray());
    }

    [Fact]
    public void In_place_operators_return_the_tensor_itself()
    {
        Tensor x = ones(2);
        Assert.Same(x, x.add_(1).mul_(3));
        Assert.Equal([6f, 6], x.data<float>().ToArray());
    }

    [Fact]
    public void Indices_are_places_slices_and_tensors()
    {
        Tensor x = arange(24).reshape(2, 3, 4);
        Assert.Equal([17L], x[1, 1, 1].reshape(1).data<long>().ToArray());
        Assert.Equal([2L, 2, 4], x[TensorIndex.Colon, TensorIndex.Slice(1)].shape);
        Assert.Equal([2L, 3, 2], x[TensorIndex.Ellipsis, TensorIndex.Slice(0, 4, 2)].shape);
        Assert.Equal([4L, 12], x.reshape(2, 12)[TensorIndex.Tensor(tensor(new long[] { 1, 0, 1, 1 }))].shape);
        x[0] = zeros([3, 4], ScalarType.Int64);
        Assert.Equal(210L, x.sum().item<long>());
    }

    [Fact]
    public void A_gradient_is_null_before_the_first_pass_and_adds_up()
    {
        Parameter x = new(tensor(new float[] { 1, 2 }));
        Assert.Null(x.grad);
        (x * x).sum().backward();
        (x * x).sum().backward();
        Assert.Equal([4f, 8], x.grad!.data<float>().ToArray());
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void Without_recording_there_is_no_gradient()
    {
        Parameter x = new(ones(2));
        using (no_grad()) Assert.False((x * 2).requires_grad);
        using (inference_mode()) Assert.False((x * 2).requires_grad);
        Assert.True((x * 2).requires_grad);
        Assert.True(is_grad_enabled());
        Assert.False((x * 2).detach().requires_grad);
        Assert.Throws<ExternalException>(() => ones(2).sum().backward());
        Assert.Throws<ExternalException>(() => (x * 2).backward());
    }

    [Fact]
    public void Gradients_by_chosen_inputs()
    {
        Parameter x = new(ones(2));
        IList<Tensor> gradients = autograd.grad([(x * 3).sum()], [x]);
        Assert.Equal([3f, 3], gradients[0].data<float>().ToArray());
        Assert.Null(x.grad);
    }

    [Fact]
    public void The_seed_decides_the_random_numbers_and_the_state_repeats_them()
    {
        using Generator first = manual_seed(7);
        Tensor a = rand(4);
        Assert.Equal([0.5349225f, 0.1988032f, 0.6592117f, 0.6568903f], a.data<float>().ToArray(), (l, r) => Math.Abs(l - r) < 1e-6);
        Tensor state = get_rng_state();
        Tensor b = randn(3);
        set_rng_state(state);
        Assert.True(b.allclose(randn(3)));
        using Generator own = new(7);
        Assert.True(a.allclose(rand(4, generator: own)));
    }

    [Fact]
    public void A_device_is_parsed_and_asked_for()
    {
        Assert.Equal(DeviceType.CUDA, new Device("cuda:1").type);
        Assert.Equal(1, new Device("cuda:1").index);
        Assert.Equal("cuda:1", new Device("cuda:1").ToString());
        Assert.Equal("cpu", device("cpu").ToString());
        Assert.Equal(DeviceType.CPU, ones(1).device.type);
        Assert.Throws<ArgumentException>(() => new Device("abacus"));
        if (!cuda.is_available()) Assert.Throws<InvalidOperationException>(() => device("cuda"));
    }

    [Fact]
    public void Threads_are_set()
    {
        int before = get_num_threads();
        set_num_threads(2);
        Assert.Equal(2, get_num_threads());
        set_num_threads(before);
    }

    [Fact]
    public void The_largest_come_with_their_places()
    {
        (Tensor values, Tensor places) = tensor(new float[] { 1, 5, 3 }).topk(2);
        Assert.Equal([5f, 3], values.data<float>().ToArray());
        Assert.Equal([1L, 2], places.data<long>().ToArray());
        Assert.Equal(1L, tensor(new float[] { 1, 5, 3 }).argmax().item<long>());
    }
}
