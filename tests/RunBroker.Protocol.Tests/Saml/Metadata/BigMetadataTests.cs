using System.Diagnostics;
using System.Globalization;
using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Protocol.Tests.Saml.Signatures;
using static RunBroker.Protocol.Tests.Saml.Metadata.IdpXml;

namespace RunBroker.Protocol.Tests.Saml.Metadata;

/// <summary>
/// Documents of nearly 10 MB, good and hostile. What counts is the time of the own thread, as the machine does other things too; the bound
/// is wide enough for unoptimized code, and far below what anything more than linear would take.
/// </summary>
public sealed class BigMetadataTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    private static string Federation()
    {
        var text = new StringBuilder();
        var one = Entity("idp-0000");
        for (var i = 0; text.Length + one.Length < 8_000_000; i++)
            text.Append(Entity($"idp-{i:0000}"));
        return Group("ID=\"_g\"", text.ToString());
    }

    [Fact]
    [Spec("S-126"), Spec("S-120"), Spec("S-010")]
    public void A_federation_of_ten_megabytes_is_read_and_verified()
    {
        var federation = Federation();
        var ask = new MetadataAsk { EntityId = "https://idp-1234.example/idp" };
        Assert.Equal(ask.EntityId, Timed(() => Taken(federation, ask)).EntityId);
        Assert.EndsWith(" more", Timed(() => Problem(federation)).Got, StringComparison.Ordinal);

        var verified = IdpMetadataSignatureTests.Sign(federation, Signed.Key);
        Assert.True(Encoding.UTF8.GetByteCount(verified) <= SamlLimits.MetadataBytes);
        Assert.True(Timed(() => Taken(verified, ask with { Signers = [Signed.Trusted] })).SignatureVerified);
    }

    public static TheoryData<string, string> Hostile() => new()
    {
        { "elements without end", "<a/>" },
        { "groups", "<md:EntitiesDescriptor/>" },
        { "entities", "<md:EntityDescriptor entityID=\"https://b.example/idp\"/>" },
        { "text", "x" },
        { "comments", "<!---->" },
        { "characters to decode", "&#13;" },
        { "attributes", "<a a=\"\" b=\"\" c=\"\" d=\"\" e=\"\" f=\"\" g=\"\" h=\"\" i=\"\" j=\"\" k=\"\"/>" },
        { "declarations", "<a xmlns:a=\"a\" xmlns:b=\"b\" xmlns:c=\"c\" xmlns:d=\"d\" xmlns:e=\"e\" xmlns:f=\"f\" xmlns:g=\"g\"/>" },
    };

    [Theory, MemberData(nameof(Hostile))]
    [Spec("S-010"), Spec("S-120")]
    public void A_document_filled_up_with_rubbish_is_answered_in_time(string what, string piece)
    {
        var rubbish = new StringBuilder().Insert(0, piece, (SamlLimits.MetadataBytes - 10_000) / piece.Length);
        var filled = Group("", Entity("b"), rubbish.ToString());
        Assert.True(Timed(() => Read(filled, new() { EntityId = "https://b.example/idp" })) is not null, what);
        Timed(() => Read(filled, new() { EntityId = "https://b.example/idp", Signers = [Signed.Trusted] }));
    }

    [Fact]
    [Spec("S-010")]
    public void Neither_a_huge_word_nor_a_huge_attribute_nor_many_keys_take_long()
    {
        var huge = new string('A', SamlLimits.MetadataBytes - 20_000);
        Timed(() => Read(huge));
        Timed(() => Read("http" + huge));
        Timed(() => Read(Broken(EntityId, huge)));
        Timed(() => Read(Broken("https://idp.example/sso\"", "https://" + huge + "\"")));
        Timed(() => Read(Broken(Base64(1), huge)));
        Timed(() => Read(Broken("PT6H", huge)));
        Timed(() => Read(Broken(SamlNames.Protocol, new StringBuilder().Insert(0, "x ", huge.Length / 2).ToString())));
        Timed(() => Read(Broken(Key("signing", Base64(1)), new StringBuilder().Insert(0, Key("signing", Base64(1)), 12_000).ToString())));
    }

    private static T Timed<T>(Func<T> work)
    {
        var before = ThreadTime();
        var result = work();
        var took = ThreadTime() - before;
        Assert.True(took < Longest, $"{took}");
        return result;
    }

    // Linux counts it in hundredths of a second, as fields 14 and 15 behind the name in brackets; elsewhere the clock has to do.
    private static TimeSpan ThreadTime()
    {
        const string Stat = "/proc/thread-self/stat";
        if (!File.Exists(Stat))
            return Stopwatch.GetElapsedTime(0);
        var text = File.ReadAllText(Stat);
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromMilliseconds(10 * fields[11..13].Sum(static f => long.Parse(f, CultureInfo.InvariantCulture)));
    }
}
