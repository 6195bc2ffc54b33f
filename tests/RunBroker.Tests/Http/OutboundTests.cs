using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Net.Security;
using System.Text;
using RunBroker.Http.Outbound;

namespace RunBroker.Tests.Http;

public sealed class OutboundTests : IDisposable
{
    private readonly OutboundBench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_good_answer_comes_back_with_its_body_and_the_headers_that_matter()
    {
        await using var server = new RawServer(RawServer.Ok("{}", headers:
            "ETag: W/\"1\"\r\nRetry-After: 7\r\nLast-Modified: Fri, 20 Nov 2026 14:00:00 GMT\r\nCache-Control: max-age=60\r\n"));
        var answer = Assert.IsType<OutboundResult.Answered>(await _bench.Make(OutboundBench.Local).Send(OutboundBench.Get(server.Url), Stop));
        Assert.Equal((200, "application/json", "{}"), (answer.Status, answer.ContentType, Encoding.UTF8.GetString(answer.Body.Span)));
        Assert.Equal(new("W/\"1\"", new(2026, 11, 20, 14, 0, 0, TimeSpan.Zero), TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(60)), answer.Headers);
        Assert.Empty(_bench.Log.Lines);
    }

    [Fact]
    [Spec("O-163")]
    public async Task Only_what_was_asked_for_is_sent_and_cookies_are_not_kept()
    {
        await using var server = new RawServer(RawServer.Ok("{}", headers: "Set-Cookie: a=b; Path=/\r\n"));
        var outbound = _bench.Make(OutboundBench.Local);
        using var activity = new System.Diagnostics.Activity("test").Start();
        var request = new OutboundRequest(OutboundPurpose.Token, "ten_a", HttpMethod.Post, server.Url)
        {
            Headers = [new("Authorization", "Basic eA==")],
            Body = new OutboundBody.Form([new("code", "a b&c"), new("x", "ü")]),
        };
        await outbound.Send(request, Stop);
        await outbound.Send(request, Stop);
        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, sent =>
        {
            Assert.Equal(["Authorization", "Content-Length", "Content-Type", "Host", "User-Agent"],
                sent.Split("\r\n\r\n")[0].Split("\r\n").Skip(1).Select(line => line.Split(':')[0]).Order());
            Assert.EndsWith("\r\n\r\ncode=a+b%26c&x=%C3%BC", sent, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("Host", "evil.example"), InlineData("X", "a\r\nY: b"), InlineData("Content-Length", "5"), InlineData("a b", "c")]
    public async Task A_header_that_would_change_the_message_is_a_bug_of_the_caller(string name, string value) =>
        await Assert.ThrowsAsync<ArgumentException>(() =>
            _bench.Make(OutboundBench.Local).Send(OutboundBench.Get("https://127.0.0.1:1/") with { Headers = [new(name, value)] }, Stop));

    [Fact]
    [Spec("O-166")]
    public async Task Json_is_sent_octet_for_octet()
    {
        await using var server = new RawServer("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        var request = new OutboundRequest(OutboundPurpose.Webhook, "ten_a", HttpMethod.Post, server.Url) { Body = new OutboundBody.Json("{\"a\" : 1}"u8.ToArray()) };
        var answer = Assert.IsType<OutboundResult.Answered>(await _bench.Make(OutboundBench.Local).Send(request, Stop));
        Assert.Equal((204, 0), (answer.Status, answer.Body.Length));
        Assert.EndsWith("\r\n\r\n{\"a\" : 1}", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    [Spec("O-160")]
    public async Task A_name_that_turns_from_public_to_private_is_refused_the_second_time()
    {
        await using var server = new RawServer(RawServer.Ok("{}"));
        _bench.Detour = server.Address;
        var answers = new Queue<IPAddress>([OutboundBench.PublicAddress, IPAddress.Parse("10.0.0.1")]);
        _bench.Names = _ => [answers.Dequeue()];
        var outbound = _bench.Make(OutboundBench.PublicOnly);
        Assert.IsType<OutboundResult.Answered>(await outbound.Send(OutboundBench.Get("http://idp.example.com/"), Stop));
        Assert.Equal(new OutboundResult.Refused(OutboundReason.AddressNotAllowed), await outbound.Send(OutboundBench.Get("http://idp.example.com/"), Stop));
        Assert.Equal(new(OutboundBench.PublicAddress, 80), Assert.Single(_bench.Connected));
        Assert.Single(server.Requests);
    }

    [Fact]
    [Spec("O-160")]
    public async Task One_private_address_among_public_ones_refuses_the_name()
    {
        _bench.Names = _ => [OutboundBench.PublicAddress, IPAddress.Parse("::ffff:127.0.0.1")];
        Assert.Equal(OutboundReason.AddressNotAllowed, await RefusalOf(OutboundBench.PublicOnly, "https://idp.example.com/"));
        Assert.Empty(_bench.Connected);
    }

    [Theory]
    [Spec("O-161")]
    [InlineData("https://public.example:9000/", OutboundReason.PortNotAllowed)]
    [InlineData("http://a.localhost.example:443/", OutboundReason.SchemeNotAllowed)]
    public async Task Where_private_addresses_are_allowed_the_port_and_scheme_of_public_ones_are_still_checked(string url, OutboundReason expected)
    {
        Assert.Equal(expected, await RefusalOf(OutboundBench.Local, url));
        Assert.Empty(_bench.Connected);
    }

    [Fact]
    public async Task Localhost_is_loopback_and_no_name_server_is_asked()
    {
        await using var server = new RawServer(RawServer.Ok("{}"));
        _bench.Names = _ => throw new InvalidOperationException("asked");
        var url = $"http://op.localhost:{server.Address.Port}/";
        Assert.IsType<OutboundResult.Answered>(await _bench.Make(OutboundBench.Local).Send(OutboundBench.Get(url), Stop));
    }

    [Fact]
    public async Task A_dead_first_address_leaves_the_second_one()
    {
        await using var server = new RawServer(RawServer.Ok("{}"));
        _bench.Names = _ => [IPAddress.Parse("127.0.0.2"), IPAddress.Loopback];
        var url = $"http://x.example:{server.Address.Port}/";
        var outbound = _bench.Make(OutboundBench.Local with { AllowPlainHttpAnywhere = true });
        Assert.IsType<OutboundResult.Answered>(await outbound.Send(OutboundBench.Get(url), Stop));
        Assert.Equal(2, _bench.Connected.Count);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_and_a_closed_port_are_told_apart()
    {
        _bench.Names = _ => throw new SocketException((int)SocketError.HostNotFound);
        Assert.Equal(OutboundReason.DnsFailed, await FailureOf(OutboundRules.Strict, OutboundBench.Get("https://none.example/")));
        _bench.Names = _ => [];
        Assert.Equal(OutboundReason.DnsFailed, await FailureOf(OutboundRules.Strict, OutboundBench.Get("https://none.example/")));
        Assert.Equal(OutboundReason.ConnectFailed, await FailureOf(OutboundBench.Local, OutboundBench.Get("http://127.0.0.1:1/")));
    }

    public static TheoryData<string, string> RudeAnswers => new()
    {
        { "declared too long", "HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n" },
        { "a huge header", $"HTTP/1.1 200 OK\r\nX: {new string('a', 64 * 1024)}\r\n\r\n" },
        { "gzip", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b" },
        { "html", RawServer.Ok("<html>", "text/html; charset=utf-8") },
        { "a body cut short", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{" },
        { "a chunk cut short", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{" },
        { "nothing", "" },
        { "another protocol", "SSH-2.0-OpenSSH_9.9\r\n" },
    };

    private static readonly Dictionary<string, OutboundReason> RudeReasons = new()
    {
        ["declared too long"] = OutboundReason.TooLarge,
        ["a huge header"] = OutboundReason.TooLarge,
        ["gzip"] = OutboundReason.ContentEncoded,
        ["html"] = OutboundReason.WrongContentType,
    };

    [Theory, MemberData(nameof(RudeAnswers))]
    [Spec("O-163")]
    public async Task A_rude_answer_is_a_reason(string what, string answer)
    {
        await using var server = new RawServer(answer);
        var reason = await FailureOf(OutboundBench.Local, OutboundBench.Get(server.Url));
        Assert.Equal(RudeReasons.GetValueOrDefault(what, OutboundReason.Aborted), reason);
    }

    [Fact]
    [Spec("O-163")]
    public async Task An_endless_body_is_given_up_at_the_limit()
    {
        var sent = 0L;
        await using var server = new RawServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"u8.ToArray(), stop);
            for (var piece = new byte[64 * 1024]; ; sent += piece.Length)
                await stream.WriteAsync(piece, stop);
        });
        Assert.Equal(OutboundReason.TooLarge, await FailureOf(OutboundBench.Local, OutboundBench.Get(server.Url)));
        Assert.InRange(Interlocked.Read(ref sent), 0, 64L * 1024 * 1024);
    }

    [Theory]
    [Spec("O-163")]
    [InlineData(0, true), InlineData(99, true), InlineData(100, true), InlineData(101, false), InlineData(40_000, false)]
    public async Task A_body_is_read_whole_up_to_the_limit_and_not_one_octet_more(int length, bool fits)
    {
        var body = await AnswerReader.ReadCounted(new MemoryStream(new byte[length]), 100, Stop);
        Assert.Equal(fits ? length : null, body?.Length);
    }

    [Fact]
    public async Task A_caller_can_lower_the_limits_but_not_raise_them()
    {
        await using var server = new RawServer(RawServer.Ok("{\"a\":1}"));
        Assert.Equal(OutboundReason.TooLarge, await FailureOf(OutboundBench.Local, OutboundBench.Get(server.Url) with { MaxBytes = 3 }));
        await using var big = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n");
        Assert.Equal(OutboundReason.TooLarge, await FailureOf(OutboundBench.Local, OutboundBench.Get(big.Url) with { MaxBytes = int.MaxValue }));
    }

    [Theory]
    [Spec("O-163")]
    [InlineData(""), InlineData("HTTP/1.1 200 OK\r\nX: "), InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{")]
    public async Task Whoever_stops_answering_runs_into_the_one_time_limit(string begin)
    {
        await using var server = new RawServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(begin), stop);
            await Task.Delay(Timeout.Infinite, stop);
        });
        var request = OutboundBench.Get(server.Url) with { Timeout = TimeSpan.FromMilliseconds(200) };
        Assert.Equal(OutboundReason.TimedOut, await FailureOf(OutboundBench.Local, request));
    }

    [Fact]
    [Spec("O-163")]
    public async Task A_hanging_connect_runs_into_the_time_limit()
    {
        using var outbound = new Outbound(OutboundRules.Strict, _bench.Clock, _bench.Log, new OutboundNetwork(
            (_, _) => Task.FromResult<IPAddress[]>([OutboundBench.PublicAddress]),
            async (_, stop) => { await Task.Delay(Timeout.Infinite, stop); return Stream.Null; }));
        var request = OutboundBench.Get("https://idp.example.com/") with { Timeout = TimeSpan.FromMilliseconds(200) };
        Assert.Equal(new OutboundResult.Failed(OutboundReason.TimedOut), await outbound.Send(request, Stop));
    }

    [Fact]
    public async Task A_reset_connection_is_aborted()
    {
        await using var server = new RawServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{"u8.ToArray(), stop);
            stream.Socket.Close(0);
        });
        Assert.Equal(OutboundReason.Aborted, await FailureOf(OutboundBench.Local, OutboundBench.Get(server.Url)));
    }

    [Fact]
    public async Task A_certificate_nobody_trusts_and_a_server_without_tls_are_tls_failures()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asked = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = asked.CreateSelfSigned(_bench.Clock.Now.AddYears(-10), _bench.Clock.Now.AddYears(10));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync(Stop);
            await using var tls = new SslStream(client.GetStream());
            await Record.ExceptionAsync(async () =>
            {
                await tls.AuthenticateAsServerAsync(certificate);
                await tls.ReadExactlyAsync(new byte[1], Stop);
            });
        }, Stop);
        Assert.Equal(OutboundReason.TlsFailed, await FailureOf(OutboundBench.Local, OutboundBench.Get($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/")));
        await serving;

        await using var chatty = new RawTalker("HTTP/1.1 400 Bad Request\r\n\r\n");
        Assert.Equal(OutboundReason.TlsFailed, await FailureOf(OutboundBench.Local, OutboundBench.Get($"https://localhost:{chatty.Port}/")));
    }

    [Fact]
    [Spec("O-160"), Spec("O-162"), Spec("O-163")]
    public void The_handler_does_nothing_by_itself()
    {
        using var handler = GuardedHandler.Create(OutboundRules.Strict, OutboundNetwork.System);
        Assert.False(handler.UseProxy || handler.UseCookies || handler.AllowAutoRedirect || handler.PreAuthenticate);
        Assert.Equal(DecompressionMethods.None, handler.AutomaticDecompression);
        Assert.Null(handler.ActivityHeadersPropagator);
        Assert.NotNull(handler.ConnectCallback);
        var policy = Assert.IsType<X509ChainPolicy>(handler.SslOptions.CertificateChainPolicy);
        Assert.True(policy.DisableCertificateDownloads);
        Assert.Equal((X509RevocationMode.NoCheck, X509VerificationFlags.NoFlag), (policy.RevocationMode, policy.VerificationFlags));
        Assert.Null(handler.SslOptions.RemoteCertificateValidationCallback);
    }

    [Theory]
    [Spec("O-164"), Spec("P-008")]
    [InlineData("https://me:secretword@idp.example.com/?code=secretword")]
    [InlineData("http://127.0.0.1:1/secretword?code=secretword")]
    public async Task The_log_names_origin_and_reason_and_nothing_secret(string url)
    {
        await _bench.Make(OutboundBench.Local).Send(OutboundBench.Get(url) with { Headers = [new("Authorization", "secretword")] }, Stop);
        var line = Assert.Single(_bench.Log.Lines);
        Assert.Contains("tenant=ten_a", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secretword", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Being_cancelled_is_the_only_thing_that_throws_and_is_no_failure_of_the_host()
    {
        await using var server = new RawServer((_, _, stop) => Task.Delay(Timeout.Infinite, stop));
        var outbound = _bench.Make(OutboundBench.Local);
        for (var i = 0; i < 4; i++)
        {
            using var cancel = new CancellationTokenSource();
            var sending = outbound.Send(OutboundBench.Get(server.Url), cancel.Token);
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        }

        var request = OutboundBench.Get(server.Url) with { Timeout = TimeSpan.FromMilliseconds(50) };
        Assert.Equal(new OutboundResult.Failed(OutboundReason.TimedOut), await outbound.Send(request, Stop));
    }

    [Fact]
    public async Task A_handler_that_keeps_the_network_in_memory_is_still_behind_the_check_of_urls()
    {
        using var outbound = new Outbound(OutboundRules.Strict, _bench.Clock, _bench.Log, new MemoryHandler());
        Assert.Equal(200, Assert.IsType<OutboundResult.Answered>(await outbound.Send(OutboundBench.Get("https://idp.example.com/"), Stop)).Status);
        Assert.Equal(new OutboundResult.Refused(OutboundReason.AddressNotAllowed), await outbound.Send(OutboundBench.Get("https://10.0.0.1/"), Stop));
    }

    private sealed class MemoryHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{}", Encoding.UTF8, "application/json") });
    }

    [Fact]
    public async Task A_dead_host_fails_fast_for_its_own_tenant_and_comes_back()
    {
        var outbound = _bench.Make(OutboundBench.Local);
        _bench.Detour = new(IPAddress.Loopback, 1);
        var request = OutboundBench.Get("https://localhost:1/") with { Purpose = OutboundPurpose.Token };
        for (var i = 0; i < 3; i++)
            Assert.Equal(new OutboundResult.Failed(OutboundReason.ConnectFailed), await outbound.Send(request, Stop));
        var tries = _bench.Connected.Count;
        Assert.Equal(new OutboundResult.Failed(OutboundReason.HostDown), await outbound.Send(request, Stop));
        Assert.Equal(tries, _bench.Connected.Count);
        Assert.Equal(new OutboundResult.Failed(OutboundReason.ConnectFailed), await outbound.Send(request with { Tenant = "ten_b" }, Stop));

        await using var server = new RawTalker("no tls here");
        _bench.Detour = new(IPAddress.Loopback, server.Port);
        _bench.Clock.Now += TimeSpan.FromSeconds(5);
        Assert.Equal(new OutboundResult.Failed(OutboundReason.TlsFailed), await outbound.Send(request, Stop));
        Assert.Equal(new OutboundResult.Failed(OutboundReason.TlsFailed), await outbound.Send(request, Stop));
    }

    private async Task<OutboundReason> FailureOf(OutboundRules rules, OutboundRequest request) =>
        Assert.IsType<OutboundResult.Failed>(await _bench.Make(rules).Send(request, Stop)).Reason;

    private async Task<OutboundReason> RefusalOf(OutboundRules rules, string url) =>
        Assert.IsType<OutboundResult.Refused>(await _bench.Make(rules).Send(OutboundBench.Get(url), Stop)).Reason;
}
