namespace TorchSharp;

public static partial class torch
{
    /// <summary>A generator of random numbers on the CPU.</summary>
    public class Generator : IDisposable
    {
        private nint _handle;

        public Generator(ulong seed = 0, Device? device = null)
        {
            LoadNativeBackend();
            if (device is not null && device.type != DeviceType.CPU) throw new NotSupportedException("Generators of other devices than the CPU.");
            _handle = Errors.Checked(Lts.lts_new_generator(seed));
        }

        private Generator(nint handle) => _handle = handle;

        ~Generator() => Dispose(false);

        public static Generator Default
        {
            get
            {
                LoadNativeBackend();
                return new Generator(Lts.lts_default_generator());
            }
        }

        public nint Handle => _handle;

        public Device device => CPU;

        public Generator manual_seed(long seed)
        {
            Lts.lts_manual_seed(_handle, unchecked((ulong)seed));
            return this;
        }

        public long seed() => unchecked((long)Lts.lts_seed(_handle));

        public long initial_seed() => unchecked((long)Lts.lts_initial_seed(_handle));

        public Tensor get_state() => new(Errors.Checked(Lts.lts_generator_state(_handle)));

        public void set_state(Tensor value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Errors.Checked(Lts.lts_set_generator_state(_handle, value.Handle));
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (_handle != 0) Lts.lts_free_generator(_handle);
            _handle = 0;
        }
    }

    /// <summary>Seeds the default generators of all devices.</summary>
    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    public static Tensor get_rng_state() => random.get_rng_state();

    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    public static long initial_seed() => random.initial_seed();

    public static long seed() => random.seed();

    public static int get_num_threads()
    {
        LoadNativeBackend();
        return Lts.lts_threads();
    }

    public static void set_num_threads(int num)
    {
        LoadNativeBackend();
        Errors.Checked(Lts.lts_set_threads(num));
    }

    public static int get_num_interop_threads()
    {
        LoadNativeBackend();
        return Lts.lts_interop_threads();
    }

    public static void set_num_interop_threads(int num)
    {
        LoadNativeBackend();
        Errors.Checked(Lts.lts_set_interop_threads(num));
    }

    public static partial class random
    {
        public static Generator manual_seed(long seed)
        {
            LoadNativeBackend();
            Lts.lts_manual_seed_all(unchecked((ulong)seed));
            return Generator.Default;
        }

        public static Tensor get_rng_state()
        {
            using Generator generator = Generator.Default;
            return generator.get_state();
        }

        public static void set_rng_state(Tensor new_state)
        {
            using Generator generator = Generator.Default;
            generator.set_state(new_state);
        }

        public static long initial_seed()
        {
            using Generator generator = Generator.Default;
            return generator.initial_seed();
        }

        public static long seed()
        {
            using Generator generator = Generator.Default;
            return generator.seed();
        }
    }
}
