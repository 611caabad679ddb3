using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Tool.Cli;

/// <summary>
/// Turns Ctrl+C and a request to end (Slurm and Kubernetes send one before they kill) into a token, from when a command first asks for it. A
/// second one ends the process at once. SIGUSR1, which batch systems are told to send before the time is over, asks for a pause: the same end,
/// with another exit code where the same command goes on from what is kept.
/// </summary>
internal sealed class Interruption : IDisposable
{
    // Numbers that .NET has no names for.
    private static readonly int UserSignal = OperatingSystem.IsMacOS() ? 30 : 10;

    private readonly CancellationTokenSource _source = new();
    private PosixSignalRegistration[] _registrations = [];
    private volatile bool _isPause;
    private bool _goesOn;

    /// <summary>Whether somebody asked for the end.</summary>
    public bool Happened => _source.IsCancellationRequested;

    /// <summary>Whether it was a pause that was asked for, and the same command goes on from what is kept.</summary>
    public bool IsPause => _isPause && _goesOn;

    /// <summary>Listens, so that the command has to look at it.</summary>
    /// <param name="goesOn">Whether enough is kept for the same command to go on.</param>
    public CancellationToken Listen(bool goesOn = false)
    {
        _goesOn = goesOn;
        if (_registrations.Length == 0)
        {
            _registrations =
            [
                PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
                PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
            ];
            if (!OperatingSystem.IsWindows())
                _registrations = [.. _registrations, PosixSignalRegistration.Create((PosixSignal)UserSignal, Pause)];
        }

        return _source.Token;
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }

    /// <summary>A second one changes nothing: batch systems may send it to the job and to its step.</summary>
    private void Pause(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_source.IsCancellationRequested)
            return;
        _isPause = true;
        _source.Cancel();
    }
}
