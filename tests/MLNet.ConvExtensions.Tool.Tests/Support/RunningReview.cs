using System.Text;
using System.Text.RegularExpressions;

namespace MLNet.ConvExtensions.Tool.Tests.Support;

/// <summary><c>mlconv review</c> in the tests' process, with its page's address.</summary>
internal sealed partial class RunningReview
{
    private readonly LockedWriter _output = new();
    private readonly LockedWriter _error = new();
    private readonly Task<int> _run;

    private RunningReview(string[] arguments) => _run = Task.Run(() => CommandLineTool.Run(["review", .. arguments], _output, _error));

    public Uri Address { get; private set; } = new("about:blank");

    public static async Task<RunningReview> StartAsync(params string[] arguments)
    {
        var review = new RunningReview(arguments);
        while (true)
        {
            if (Place().Match(review._output.ToString()) is { Success: true } match)
            {
                review.Address = new Uri(match.Value);
                return review;
            }

            if (review._run.IsCompleted)
                Assert.Fail($"mlconv review ended with {await review._run}: {review._error}");
            await Task.Delay(5);
        }
    }

    public async Task<ToolRun> EndAsync()
    {
        int code = await _run.WaitAsync(TimeSpan.FromSeconds(60));
        return new ToolRun(code, _output.ToString(), _error.ToString());
    }

    /// <summary>Can be read while it is written.</summary>
    private sealed class LockedWriter : TextWriter
    {
        private readonly StringBuilder _text = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            lock (_text)
                _text.Append(value);
        }

        public override string ToString()
        {
            lock (_text)
                return _text.ToString();
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/[0-9a-f]{64}/(?=\r?\n)")]
    private static partial Regex Place();
}
