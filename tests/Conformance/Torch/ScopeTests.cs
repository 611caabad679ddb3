using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Conformance.Torch;

/// <summary>Who disposes of which tensor.</summary>
public class ScopeTests
{
    [Fact]
    public void A_scope_disposes_of_what_is_made_in_it_and_not_of_what_leaves_it()
    {
        Tensor inside, moved, detached;
        using DisposeScope outer = NewDisposeScope();
        using (DisposeScope inner = NewDisposeScope())
        {
            inside = ones(2);
            moved = ones(2).MoveToOuterDisposeScope();
            detached = inner.Detach(ones(2));
            Assert.Equal(1, inner.DisposablesCount);
            Assert.True(outer.Contains(moved));
        }

        Assert.True(inside.IsInvalid);
        Assert.False(moved.IsInvalid);
        outer.Dispose();
        Assert.True(moved.IsInvalid);
        Assert.False(detached.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void A_disposed_tensor_says_so()
    {
        Tensor tensor = ones(2);
        tensor.Dispose();
        tensor.Dispose();
        Assert.Throws<InvalidOperationException>(() => tensor.add(tensor));
    }

    [Fact]
    public void A_tensor_joins_and_changes_scopes()
    {
        using Tensor free = ones(1);
        using DisposeScope first = NewDisposeScope();
        using DisposeScope second = NewDisposeScope();
        first.Attach(free);
        Assert.True(first.Contains(free));
        free.MoveToOtherDisposeScope(second);
        Assert.False(first.Contains(free));
        Assert.True(second.Contains(free));
        free.DetachFromDisposeScope();
        Assert.False(second.Contains(free));
    }

    [Fact]
    public void A_parameter_takes_the_place_of_its_tensor_in_the_scope()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor data = ones(2);
        Parameter parameter = new(data);
        Assert.True(data.IsInvalid);
        Assert.True(scope.Contains(parameter));
        Assert.True(parameter.requires_grad);
        Assert.True(parameter.is_leaf);
    }

    [Fact]
    public void Steps_in_scopes_leave_no_tensor_behind()
    {
        using Parameter weight = new(randn([8, 8]));
        using SGD optimizer = optim.SGD([weight], learningRate: 0.01, momentum: 0.9);
        long Live()
        {
            using (DisposeScope scope = NewDisposeScope())
            {
                optimizer.zero_grad();
                nn.functional.relu(randn([4, 8]).matmul(weight)).mean().backward();
                optimizer.step();
            }

            return DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        }

        long first = Live();
        for (int step = 0; step < 20; step++) Assert.Equal(first, Live());
    }

    [Fact]
    public void A_wrapped_function_keeps_only_its_result()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor sum = WrappedTensorDisposeScope(() => ones(2) + ones(2));
        Assert.Equal(1, scope.DisposablesCount);
        Assert.Equal([2f, 2f], sum.data<float>().ToArray());
    }
}
