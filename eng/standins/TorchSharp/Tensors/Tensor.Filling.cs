namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor zero_() => Aten.One("zero_", this);

        public Tensor fill_(Scalar value)
        {
            Aten.Run("fill_.Scalar", this, value);
            return this;
        }

        public Tensor copy_(Tensor source, bool nonBlocking = false)
        {
            Aten.Run("copy_", this, source, nonBlocking);
            return this;
        }

        public Tensor set_(Tensor source)
        {
            Aten.Run("set_.source_Tensor", this, source);
            return this;
        }

        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null)
        {
            Aten.Run("normal_", this, mean, std, generator);
            return this;
        }

        public Tensor uniform_(double from, double to, Generator? generator = null)
        {
            Aten.Run("uniform_", this, from, to, generator);
            return this;
        }

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null)
        {
            Aten.Run("bernoulli_.float", this, p, generator);
            return this;
        }

        public Tensor bernoulli_(Tensor p, Generator? generator = null)
        {
            Aten.Run("bernoulli_.Tensor", this, p, generator);
            return this;
        }

        public Tensor bernoulli(Generator? generator = null) => Aten.One("bernoulli", this, generator);

        public Tensor exponential_(double lambda = 1, Generator? generator = null)
        {
            Aten.Run("exponential_", this, lambda, generator);
            return this;
        }

        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) => Aten.One("multinomial", this, num_samples, replacement, generator);
    }
}
