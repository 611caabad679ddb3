using System.Net;
using System.Net.NetworkInformation;
using System.Text;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Review;

/// <summary>Whom the server of <c>mlconv review</c> answers.</summary>
public sealed class ReviewServerTests : IAsyncLifetime, IDisposable
{
    private readonly ReviewData _data = new(3);
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private RunningReview _review = null!;

    public async Task InitializeAsync()
    {
        _review = await RunningReview.StartAsync(_data.Arguments);
        _client.BaseAddress = _review.Address;
    }

    public async Task DisposeAsync()
    {
        using HttpResponseMessage done = await PostAsync("done", "{}");
        await _review.EndAsync();
    }

    public void Dispose()
    {
        _client.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task It_listens_on_the_loopback_address_alone_and_lets_the_page_ask_nobody_else()
    {
        IPEndPoint[] listening =
        [
            .. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(l => l.Port == _review.Address.Port),
        ];
        Assert.Equal([IPAddress.Loopback], listening.Select(l => l.Address));

        using HttpResponseMessage page = await _client.GetAsync("");
        string policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.False(page.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal("same-origin", Assert.Single(page.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.DoesNotContain(_data.Names[0], await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil.example:{0}")]
    [InlineData("127.0.0.1.evil.example:{0}")]
    [InlineData("127.0.0.1:1")]
    [InlineData("127.0.0.1")]
    public async Task Another_hosts_name_is_refused(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "queue");
        request.Headers.Host = host.Replace("{0}", $"{_review.Address.Port}", StringComparison.Ordinal);
        using HttpResponseMessage answer = await _client.SendAsync(request);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/queue")]
    [InlineData("/photo/0")]
    [InlineData("/0000000000000000000000000000000000000000000000000000000000000000/queue")]
    [InlineData("//queue")]
    public async Task Nobody_gets_anything_without_the_token(string address)
    {
        using HttpResponseMessage answer = await _client.GetAsync(new Uri(new Uri(_review.Address, "/").AbsoluteUri[..^1] + address));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("photo/3")]
    [InlineData("photo/-1")]
    [InlineData("photo/0x0")]
    [InlineData("photo/site%201%2F000.png")]
    [InlineData("photo/..%2f..%2fpredictions.csv")]
    [InlineData("photo/0/close/more")]
    [InlineData("predictions.csv")]
    [InlineData("answer")]
    [InlineData("done")]
    public async Task Only_photos_of_the_queue_are_served_and_by_their_numbers(string address)
    {
        using HttpResponseMessage answer = await _client.GetAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        using HttpResponseMessage photo = await _client.GetAsync("photo/2");
        Assert.Equal("image/jpeg", photo.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData(null, "application/json", 403)]
    [InlineData("null", "application/json", 403)]
    [InlineData("http://evil.example", "application/json", 403)]
    [InlineData("own", "text/plain", 415)]
    [InlineData("own", "application/x-www-form-urlencoded", 415)]
    public async Task Answers_of_other_pages_are_refused(string? origin, string type, int status)
    {
        using HttpResponseMessage answer = await PostAsync("answer", "{\"image\":0,\"label\":\"lynx\"}", origin, type);
        Assert.Equal(status, (int)answer.StatusCode);
        await AssertNothingKeptAsync();
    }

    [Theory]
    [InlineData("{\"image\":3,\"label\":\"lynx\"}")]
    [InlineData("{\"image\":-1,\"label\":\"lynx\"}")]
    [InlineData("{\"image\":0,\"label\":\"\"}")]
    [InlineData("{\"image\":0,\"label\":\" x\"}")]
    [InlineData("{\"image\":0,\"label\":\"a\\nb\"}")]
    [InlineData("{\"image\":\"0\",\"label\":\"lynx\"}")]
    [InlineData("{\"label\":\"lynx\"}")]
    [InlineData("{\"image\":0}")]
    [InlineData("{\"image\":0")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task An_answer_that_is_none_is_refused(string json)
    {
        using HttpResponseMessage answer = await PostAsync("answer", json);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        await AssertNothingKeptAsync();
    }

    [Fact]
    public async Task A_long_request_is_refused()
    {
        string label = new('x', 100_000);
        using HttpResponseMessage answer = await PostAsync("answer", $"{{\"image\":0,\"label\":\"{label}\"}}");
        Assert.InRange((int)answer.StatusCode, 400, 413);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string json, string? origin = "own", string type = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, type) };
        if (origin is not null)
            request.Headers.Add("Origin", origin == "own" ? _review.Address.GetLeftPart(UriPartial.Authority) : origin);
        return await _client.SendAsync(request);
    }

    private async Task AssertNothingKeptAsync() =>
        Assert.Equal(3, (await _client.GetStringAsync("queue")).Split("\"answer\":null").Length - 1);
}
