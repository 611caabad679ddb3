using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Tool.Cli;

/// <summary>
/// Turns Ctrl+C and a request to end (Slurm and Kubernetes send one before they kill) into a token, from when a command first asks for it. A
/// second one ends the process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private PosixSignalRegistration[] _registrations = [];

    /// <summary>Whether somebody asked for the end.</summary>
    public bool Happened => _source.IsCancellationRequested;

    /// <summary>Listens, so that the command has to look at it.</summary>
    public CancellationToken Listen()
    {
        if (_registrations.Length == 0)
        {
            _registrations =
            [
                PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
                PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
            ];
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
}
