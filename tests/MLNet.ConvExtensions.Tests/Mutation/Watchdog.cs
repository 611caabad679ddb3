using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace MLNet.ConvExtensions.Tests.Mutation;

/// <summary>Sees to it that work on damaged inputs neither hangs nor eats up the memory, and tells at which input it did.</summary>
internal sealed class Watchdog
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const long MemoryAllowed = 512L << 20;

    private string _input = "the first input";
    private long _lastSign = Stopwatch.GetTimestamp();

    /// <summary>The work says what it turns to next.</summary>
    public void Next(string input)
    {
        _input = input;
        Volatile.Write(ref _lastSign, Stopwatch.GetTimestamp());
    }

    /// <summary>Does the work on a thread of its own; what it throws is thrown here.</summary>
    public void Watch(Action work)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                work();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        })
        {
            IsBackground = true,
        };
        long before = Environment.WorkingSet;
        thread.Start();
        while (!thread.Join(20))
        {
            Assert.True(Stopwatch.GetElapsedTime(Volatile.Read(ref _lastSign)) < Patience, $"hangs at {_input}");
            Assert.True(Environment.WorkingSet - before < MemoryAllowed, $"more than {MemoryAllowed >> 20} MiB at {_input}");
        }

        failure?.Throw();
    }
}
