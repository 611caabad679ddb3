using System.Collections.Concurrent;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// Calls any operator of libtorch by the name of its schema, "conv2d" or with the overload "add.Tensor", as
/// torch._C._jit_get_all_schemas() of Python lists them. Arguments are given in the schema's order; those left out at the end
/// get its defaults. A new member of the stand-in is therefore one line and needs no C++.
/// </summary>
internal static unsafe class Aten
{
    private static readonly ConcurrentDictionary<string, nint> Operators = new();

    /// <summary>For operators with one tensor as result.</summary>
    public static Tensor One(string name, params ReadOnlySpan<Argument> arguments)
    {
        NativeArgument result;
        Call(name, arguments, &result, 1);
        return new Tensor(result.Pointer);
    }

    public static (Tensor First, Tensor Second) Two(string name, params ReadOnlySpan<Argument> arguments)
    {
        NativeArgument* results = stackalloc NativeArgument[2];
        Call(name, arguments, results, 2);
        return (new Tensor(results[0].Pointer), new Tensor(results[1].Pointer));
    }

    public static (Tensor First, Tensor Second, Tensor Third) Three(string name, params ReadOnlySpan<Argument> arguments)
    {
        NativeArgument* results = stackalloc NativeArgument[3];
        Call(name, arguments, results, 3);
        return (new Tensor(results[0].Pointer), new Tensor(results[1].Pointer), new Tensor(results[2].Pointer));
    }

    /// <summary>For operators with a list of tensors as result.</summary>
    public static Tensor[] Many(string name, params ReadOnlySpan<Argument> arguments)
    {
        NativeArgument result;
        Call(name, arguments, &result, 1);
        var tensors = new Tensor[result.Count];
        for (int i = 0; i < tensors.Length; i++) tensors[i] = new Tensor(((nint*)result.Pointer)[i]);
        return tensors;
    }

    /// <summary>For operators whose results aren't wanted, those that change their first argument above all.</summary>
    public static void Run(string name, params ReadOnlySpan<Argument> arguments) => Call(name, arguments, null, 0);

    /// <summary>For operators with a number as result: an integer, a boolean (0 or 1), or the bits of a double.</summary>
    public static long Bits(string name, params ReadOnlySpan<Argument> arguments)
    {
        NativeArgument result;
        Call(name, arguments, &result, 1);
        return result.Integer;
    }

    private static void Call(string name, ReadOnlySpan<Argument> arguments, NativeArgument* results, int capacity)
    {
        if (!Operators.TryGetValue(name, out nint operation)) operation = Find(name);

        int extra = 0;
        foreach (ref readonly Argument argument in arguments) extra += BufferSize(argument);
        byte[]? rented = extra > 1024 ? new byte[extra] : null;
        byte* onStack = stackalloc byte[rented is null ? extra : 0];
        NativeArgument* native = stackalloc NativeArgument[arguments.Length];
        fixed (byte* onHeap = rented)
        {
            byte* buffer = rented is null ? onStack : onHeap;
            for (int i = 0; i < arguments.Length; i++) buffer += Store(arguments[i], ref native[i], buffer);
            int count = Lts.lts_call(operation, native, arguments.Length, results, capacity);
            // The caller's arguments hold the tensors until here, so that no finalizer frees one in use.
            foreach (ref readonly Argument argument in arguments) GC.KeepAlive(argument.Reference);
            if (count < 0) throw Errors.Last();
        }
    }

    private static nint Find(string name)
    {
        torch.LoadNativeBackend();
        int dot = name.IndexOf('.');
        nint operation = Lts.lts_operator("aten::" + (dot < 0 ? name : name[..dot]), dot < 0 ? "" : name[(dot + 1)..]);
        if (operation == 0) throw Errors.Last();
        return Operators.GetOrAdd(name, operation);
    }

    private static int BufferSize(in Argument argument) => argument.Kind switch
    {
        ArgumentKind.IntList or ArgumentKind.DoubleList or ArgumentKind.TensorList or ArgumentKind.OptionalTensorList => sizeof(long) * ((Array)argument.Reference!).Length,
        ArgumentKind.String => (Encoding.UTF8.GetByteCount((string)argument.Reference!) + 7) & ~7,
        _ => 0,
    };

    private static int Store(in Argument argument, ref NativeArgument native, byte* buffer)
    {
        native.Kind = argument.Kind;
        native.Count = 0;
        native.Integer = argument.Bits;
        switch (argument.Kind)
        {
            case ArgumentKind.IntList:
                return StoreList<long>((long[])argument.Reference!, ref native, buffer);
            case ArgumentKind.DoubleList:
                return StoreList<double>((double[])argument.Reference!, ref native, buffer);
            case ArgumentKind.TensorList or ArgumentKind.OptionalTensorList:
                var tensors = (Tensor?[])argument.Reference!;
                for (int i = 0; i < tensors.Length; i++) ((nint*)buffer)[i] = tensors[i] is { } tensor ? tensor.Handle : 0;
                native.Count = tensors.Length;
                native.Pointer = (nint)buffer;
                return sizeof(nint) * tensors.Length;
            case ArgumentKind.String:
                string text = (string)argument.Reference!;
                int room = BufferSize(argument);
                native.Count = Encoding.UTF8.GetBytes(text, new Span<byte>(buffer, room));
                native.Pointer = (nint)buffer;
                return room;
            case ArgumentKind.Device:
                native.Count = (int)((Device)argument.Reference!).type;
                return 0;
            default:
                return 0;
        }
    }

    private static int StoreList<T>(T[] values, ref NativeArgument native, byte* buffer)
        where T : unmanaged
    {
        values.CopyTo(new Span<T>(buffer, values.Length));
        native.Count = values.Length;
        native.Pointer = (nint)buffer;
        return sizeof(T) * values.Length;
    }
}
