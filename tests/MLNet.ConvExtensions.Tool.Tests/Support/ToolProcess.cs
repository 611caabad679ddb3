using System.Diagnostics;

namespace MLNet.ConvExtensions.Tool.Tests.Support;

/// <summary>
/// <c>mlconv</c> as a process of its own, for what can't be tried within the tests' process: ends by force, signals, environment and input.
/// </summary>
internal sealed class ToolProcess : IDisposable
{
    private static readonly string[] Variables =
    [
        "JOB_COMPLETION_INDEX",
        "SLURM_ARRAY_TASK_ID",
        "SLURM_ARRAY_TASK_COUNT",
        "SLURM_ARRAY_TASK_MIN",
        "SLURM_ARRAY_TASK_STEP",
        "SLURM_PROCID",
        "OMPI_COMM_WORLD_RANK",
        "PMI_RANK",
    ];

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    public ToolProcess(IEnumerable<string> arguments, string? input = null, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(CommandLineTool).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (string variable in Variables)
            start.Environment.Remove(variable);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
        if (input is not null)
            _process.StandardInput.Write(input);
        _process.StandardInput.Close();
    }

    public int Id => _process.Id;

    public static ToolRun Run(IEnumerable<string> arguments, string? input = null, params (string Name, string Value)[] environment)
    {
        using var tool = new ToolProcess(arguments, input, environment);
        return tool.Wait();
    }

    /// <summary>Waits until the process ends or the condition holds; tells whether the condition held.</summary>
    public bool WaitUntil(Func<bool> condition)
    {
        while (!condition())
        {
            if (_process.WaitForExit(1))
                return false;
        }

        return true;
    }

    /// <summary>Ends the process by force (SIGKILL).</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public ToolRun Wait()
    {
        Assert.True(_process.WaitForExit(TimeSpan.FromMinutes(5)), "mlconv did not end");
        return new ToolRun(_process.ExitCode, _output.Result, _error.Result);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}
