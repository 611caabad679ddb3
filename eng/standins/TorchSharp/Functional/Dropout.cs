namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => Dropped("dropout", inplace, input, p, training);

            public static Tensor alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false) => Dropped("alpha_dropout", inplace, input, p, training);

            private static Tensor Dropped(string name, bool inplace, Tensor input, double p, bool training) =>
                Aten.One(inplace ? name + "_" : name, input, p, training);
        }
    }
}
