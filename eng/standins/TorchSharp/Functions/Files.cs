namespace TorchSharp;

public static partial class torch
{
    public static Tensor load(string location) => Tensor.load(location);

    public partial class Tensor
    {
        public static Tensor load(string location)
        {
            ArgumentNullException.ThrowIfNull(location);
            LoadNativeBackend();
            return new Tensor(Errors.Checked(Lts.lts_load(location)));
        }

        public void save(string location)
        {
            ArgumentNullException.ThrowIfNull(location);
            Errors.Checked(Lts.lts_save(Handle, location));
        }
    }
}
