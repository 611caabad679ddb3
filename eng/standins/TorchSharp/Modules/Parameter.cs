using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A leaf whose gradient is collected. It takes the tensor's place: the tensor given is empty afterwards.</summary>
public class Parameter : Tensor
{
    public Parameter(Tensor data, bool requires_grad = true)
        : base(Take(data), register: false)
    {
        this.requires_grad = requires_grad;
        DisposeScope.Replace(data, this);
    }
}
