namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor matmul(Tensor target) => Aten.One("matmul", this, target);

        public Tensor mm(Tensor target) => Aten.One("mm", this, target);

        public Tensor bmm(Tensor batch2) => Aten.One("bmm", this, batch2);

        public Tensor mv(Tensor target) => Aten.One("mv", this, target);

        public Tensor dot(Tensor target) => Aten.One("dot", this, target);

        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Aten.One("addmm", this, mat1, mat2, (double)beta, (double)alpha);

        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => Aten.One("addbmm", this, batch1, batch2, (double)beta, (double)alpha);

        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => Aten.One("baddbmm", this, batch1, batch2, (double)beta, (double)alpha);

        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) => Aten.One("addmv", this, mat, vec, (double)beta, (double)alpha);

        public Tensor outer(Tensor vec2) => Aten.One("outer", this, vec2);

        public Tensor ger(Tensor vec2) => Aten.One("ger", this, vec2);

        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2) => Aten.One("tensordot", this, b, dims1, dims2);

        public Tensor t() => Aten.One("t", this);

        public Tensor adjoint() => Aten.One("adjoint", this);
    }
}
