using System.Collections.Immutable;
using System.Text;
using RunBroker.Http.Dns;

namespace RunBroker.Tests.Http;

[Spec("P-011")]
public sealed class DnsTxtTests
{
    private const string Name = "_runbroker.example.com";
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(150);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_texts_of_the_name_are_found_with_their_strings_joined()
    {
        await using var server = new DnsResponder(q => [Answer(q, Txt(["run", "broker=1"]), Txt(["v=spf1"]))]);
        Assert.Equal(["runbroker=1", "v=spf1"], await Texts(server));
        Assert.Single(server.Questions);
    }

    [Fact]
    public async Task The_question_is_one_txt_question_for_the_name_in_lower_case()
    {
        await using var server = new DnsResponder(q => [Answer(q, Txt(["x"]))]);
        Assert.IsType<DnsTxtResult.Found>(await Ask(server, "_RunBroker.Example.COM."));
        Assert.Equal(
            "01000001000000000000" + "0A5F72756E62726F6B6572" + "076578616D706C65" + "03636F6D" + "00" + "00100001",
            Convert.ToHexString(Assert.Single(server.Questions))[4..]);
    }

    [Fact]
    public async Task An_alias_is_followed_inside_the_answer()
    {
        await using var server = new DnsResponder(q => [Answer(q, Record([0xC0, 12], 5, Label("proof.example.net")), Record(Label("proof.example.net"), 16, [1, (byte)'x']))]);
        Assert.Equal(["x"], await Texts(server));
    }

    [Fact]
    public async Task Texts_of_another_name_prove_nothing()
    {
        await using var server = new DnsResponder(q => [Answer(q, Record(Label("evil.example"), 16, [1, (byte)'x']))]);
        Assert.IsType<DnsTxtResult.NotFound>(await Ask(server));
    }

    [Theory]
    [InlineData(3, null), InlineData(0, null), InlineData(2, DnsTxtReason.ServerFailed), InlineData(5, DnsTxtReason.ServerFailed)]
    public async Task No_such_name_and_no_text_are_not_found_and_the_servers_own_failure_is_one(byte code, DnsTxtReason? expected)
    {
        await using var server = new DnsResponder(q => [Patched(Answer(q), 3, code)]);
        var reason = (await Ask(server)).Match<DnsTxtReason?>(_ => throw new InvalidOperationException(), _ => null, f => f.Reason);
        Assert.Equal(expected, reason);
    }

    public static TheoryData<string> Forgeries => new(["another id", "a question", "another name", "another type", "too short", "empty", "no question"]);

    [Theory, MemberData(nameof(Forgeries))]
    public async Task A_forged_packet_is_dropped_and_the_true_one_still_read(string what)
    {
        await using var server = new DnsResponder(q => [Forged(what, Answer(q, Txt(["forged"]))), Answer(q, Txt(["true"]))]);
        Assert.Equal(["true"], await Texts(server));
    }

    [Theory, MemberData(nameof(Forgeries))]
    public async Task A_forged_packet_alone_is_no_answer(string what)
    {
        await using var server = new DnsResponder(q => [Forged(what, Answer(q, Txt(["forged"])))]);
        Assert.Equal(new DnsTxtResult.Failed(DnsTxtReason.TimedOut), await Ask(server));
    }

    public static TheoryData<string, byte[]> HostileRecords => new()
    {
        { "a pointer to itself", [0xC0, 40] },
        { "a pointer ahead", Record([0xFF, 0xFF], 16, [1, 1]) },
        { "half a pointer", [0xC0] },
        { "a label past the end", [63, 1] },
        { "a reserved label type", Record([0x80, 1], 16, [1, 1]) },
        { "a name longer than 255", Record([.. Enumerable.Repeat<byte[]>([63, .. Enumerable.Repeat((byte)'a', 63)], 5).SelectMany(l => l), 0], 16, [1, 1]) },
        { "a dot in a label", Record([3, (byte)'a', (byte)'.', (byte)'b', 0], 16, [1, 1]) },
        { "no room for the head", [0xC0, 12, 0, 16] },
        { "data past the end", [0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 0, 0xFF, 0xFF, 1] },
        { "a string past its record", Record([0xC0, 12], 16, [9, (byte)'x']) },
        { "fewer records than said", [] },
    };

    [Theory, MemberData(nameof(HostileRecords))]
    public async Task A_hostile_answer_is_malformed(string what, byte[] record)
    {
        Assert.NotEmpty(what);
        await using var server = new DnsResponder(q => [Patched([.. Answer(q), .. record], 7, 1)]);
        Assert.Equal(new DnsTxtResult.Failed(DnsTxtReason.Malformed), await Ask(server));
    }

    [Fact]
    public void Random_octets_after_a_good_head_never_throw()
    {
        var question = DnsMessage.Question(7, Name);
        var random = new byte[64];
        for (var i = 0; i < 20_000; i++)
        {
            System.Security.Cryptography.RandomNumberGenerator.Fill(random);
            random[0] |= (byte)(i % 2 == 0 ? 0xC0 : 0);
            byte[] message = Patched([.. Answer(question), .. random[..(i % 64)]], 7, (byte)(i % 7));
            Assert.IsNotType<DnsReading.NotOurs>(DnsMessage.Read(message, 7, Name));
        }
    }

    [Fact]
    public async Task A_truncated_answer_is_asked_again_by_tcp()
    {
        var longText = Enumerable.Range(0, 20).Select(_ => new string('a', 250)).ToArray();
        await using var server = new DnsResponder(q => [Patched(Answer(q, Txt(["cut"])), 2, 0x83)], q => Answer(q, Txt(longText)));
        Assert.Equal([string.Concat(longText)], await Texts(server));
    }

    [Fact]
    public async Task A_tcp_answer_to_another_question_is_malformed_and_a_hang_up_unreachable()
    {
        await using var forged = new DnsResponder(q => [Patched(Answer(q), 2, 0x83)], q => Patched(Answer(q, Txt(["x"])), 1, (byte)(q[1] ^ 1)));
        Assert.Equal(new DnsTxtResult.Failed(DnsTxtReason.Malformed), await Ask(forged));
        await using var closed = new DnsResponder(q => [Patched(Answer(q), 2, 0x83)], _ => null);
        Assert.Equal(new DnsTxtResult.Failed(DnsTxtReason.Unreachable), await Ask(closed));
    }

    [Fact]
    public async Task A_silent_server_is_asked_twice_and_the_next_one_answers()
    {
        await using var silent = new DnsResponder(_ => []);
        Assert.Equal(new DnsTxtResult.Failed(DnsTxtReason.TimedOut), await Ask(silent));
        Assert.Equal(2, silent.Questions.Count);
        await using var good = new DnsResponder(q => [Answer(q, Txt(["x"]))]);
        Assert.IsType<DnsTxtResult.Found>(await new DnsTxt([silent.Address, good.Address], TimeProvider.System, Short).Find(Name, Stop));
    }

    [Theory]
    [InlineData(""), InlineData("."), InlineData("a..b"), InlineData("a b.example"), InlineData("a\0.example"), InlineData("-é.\u200b")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example")]
    public async Task What_is_no_name_is_not_asked(string name)
    {
        await using var server = new DnsResponder(q => [Answer(q, Txt(["x"]))]);
        Assert.Equal(new DnsTxtResult.Failed(DnsTxtReason.BadName), await Ask(server, name));
        Assert.Empty(server.Questions);
    }

    [Fact]
    public async Task Without_a_server_it_fails_and_a_cancelled_caller_is_cancelled()
    {
        Assert.Equal(new DnsTxtResult.Failed(DnsTxtReason.NoServer), await new DnsTxt([], TimeProvider.System).Find(Name, Stop));
        await using var silent = new DnsResponder(_ => []);
        using var cancel = new CancellationTokenSource();
        var asking = new DnsTxt([silent.Address], TimeProvider.System).Find(Name, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Theory]
    [InlineData("10.0.0.53:5353", "10.0.0.53:5353"), InlineData("10.0.0.53", "10.0.0.53:53"), InlineData("[::1]:5353, 10.0.0.53", "[::1]:5353 10.0.0.53:53")]
    [InlineData("", ""), InlineData("dns.example:53", ""), InlineData("10.0.0.53,nonsense", ""), InlineData("1.1.1.1,1.1.1.2,1.1.1.3,1.1.1.4", "")]
    public void The_setting_is_addresses_or_nothing(string setting, string expected) =>
        Assert.Equal(expected, string.Join(' ', DnsServers.FromSetting(setting)));

    [Fact]
    public void The_systems_servers_are_the_first_three_nameserver_lines() => Assert.Equal(
        "10.0.0.2:53 [fe80::1%1]:53 10.0.0.3:53",
        string.Join(' ', DnsServers.FromResolvConf("# x\nsearch a.b\nnameserver 10.0.0.2\nnameserver\tfe80::1%1\nnameserver nonsense\nnameserver 10.0.0.3 \r\nnameserver 10.0.0.4\n")));

    private static async Task<ImmutableArray<string>> Texts(DnsResponder server) => Assert.IsType<DnsTxtResult.Found>(await Ask(server)).Texts;

    private static Task<DnsTxtResult> Ask(DnsResponder server, string name = Name) => new DnsTxt([server.Address], TimeProvider.System, Short).Find(name, Stop);

    private static byte[] Forged(string what, byte[] answer) => what switch
    {
        "another id" => Patched(answer, 0, (byte)(answer[0] ^ 1)),
        "a question" => Patched(answer, 2, 0x01),
        "another name" => Patched(answer, 13, (byte)'z'),
        "another type" => Patched(answer, 12 + Label(Name).Length + 1, 1),
        "too short" => answer[..11],
        "no question" => Patched(answer, 5, 0),
        _ => [],
    };

    private static byte[] Answer(byte[] question, params byte[][] records)
    {
        byte[] answer = [.. question, .. records.SelectMany(r => r)];
        (answer[2], answer[3], answer[7]) = (0x81, 0x80, (byte)records.Length);
        return answer;
    }

    private static byte[] Txt(string[] strings) =>
        Record([0xC0, 12], 16, [.. strings.SelectMany(s => (byte[])[(byte)s.Length, .. Encoding.Latin1.GetBytes(s)])]);

    private static byte[] Record(byte[] name, byte type, byte[] data) =>
        [.. name, 0, type, 0, 1, 0, 0, 0, 60, (byte)(data.Length >> 8), (byte)data.Length, .. data];

    private static byte[] Label(string name) => [.. name.Split('.').SelectMany(l => (byte[])[(byte)l.Length, .. Encoding.ASCII.GetBytes(l)]), 0];

    private static byte[] Patched(byte[] message, int at, byte value)
    {
        message[at] = value;
        return message;
    }
}
