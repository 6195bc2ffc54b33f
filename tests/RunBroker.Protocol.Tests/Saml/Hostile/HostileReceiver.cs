using System.Collections.Immutable;
using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Encryption;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.TestIdps;

namespace RunBroker.Protocol.Tests.Saml.Hostile;

/// <summary>The broker's side of the catalogue: set as a message wants it, it says why it refuses; null when it does not.</summary>
internal static class HostileReceiver
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public static HostileGround Ground { get; } = new(
        new("https://idp.example/entity", "https://sso.example/metadata", "https://sso.example/acs", "_r1"), "https://sso.example/slo",
            Now);

    private static readonly TrustedKey Rsa = Trusted(Ground.Idp);
    private static readonly TrustedKey Ec = Trusted(Ground.IdpEc);
    private static readonly SpKey Decrypting = SpKey.From(Ground.Sp.Rsa.ExportPkcs8PrivateKey(), Ground.Sp.Der.Span);

    public static ImmutableArray<string> Receive(HostileMessage message, byte[] octets) => message.Kind switch
    {
        HostileKind.PostField => Field(message, Encoding.UTF8.GetString(octets)),
        HostileKind.LogoutForm => Logout(message, octets, null),
        HostileKind.LogoutQuery => Query(message, Encoding.UTF8.GetString(octets)),
        HostileKind.Metadata => Metadata(message, octets),
        _ => Response(message, octets),
    };

    private static ImmutableArray<string> Response(HostileMessage message, ReadOnlyMemory<byte> xml) =>
        SamlResponse.Validate(xml, Trust(message.Setting), Expected(message.Setting), Now) is SamlResult.Refused(var why)
            ? [why.Reason.ToString()] : [];

    private static ImmutableArray<string> Field(HostileMessage message, string field) => PostBinding.Decode(field) switch
    {
        DecodedMessage.Decoded(var xml) => Response(message, xml),
        DecodedMessage.Refused(var why) => [why.Reason.ToString()],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static ImmutableArray<string> Query(HostileMessage message, string query) => RedirectBinding.Read(query) switch
    {
        RedirectResult.Read(var read) => Logout(message, read.Xml, read),
        RedirectResult.Refused(var why) => [why.Reason.ToString()],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static ImmutableArray<string> Logout(HostileMessage message, ReadOnlyMemory<byte> xml, RedirectMessage? query)
    {
        var trust = Trust(message.Setting);
        var slo = Ground.SloUrl;
        if (message.Name.Contains("-answer", StringComparison.Ordinal))
        {
            var answer = query is null
                ? LogoutResponse.FromPost(xml, trust, slo, HostileGround.LogoutRequestId, Now)
                : LogoutResponse.FromRedirect(query, trust, slo, HostileGround.LogoutRequestId, Now);
            return answer.Match<ImmutableArray<string>>(_ => [], refused => [refused.Why.Reason.ToString()]);
        }

        var asked = query is null ? LogoutRequest.FromPost(xml, trust, slo, Now) : LogoutRequest.FromRedirect(query, trust, slo, Now);
        return asked.Match<ImmutableArray<string>>(_ => [], refused => [refused.Why.Reason.ToString()]);
    }

    private static ImmutableArray<string> Metadata(HostileMessage message, byte[] xml) => IdpMetadataDocument.Read(xml, new()
    {
        EntityId = Ground.Parties.IdpEntityId,
        Signers = message.Setting.MetadataSigned ? [Rsa] : [],
    }, Now) is MetadataResult.Refused(var problems) ? [.. problems.Select(p => p.Code)] : [];

    private static SamlTrust Trust(HostileSetting setting) => new()
    {
        IdpEntityId = Ground.Parties.IdpEntityId,
        SpEntityId = Ground.Parties.SpEntityId,
        Keys = setting.TrustsEc ? [Rsa, Ec] : [Rsa],
        DecryptionKeys = [Decrypting],
        Require = setting.RequireSigned switch
        {
            "assertion" => RequiredSignature.Assertion,
            "response" => RequiredSignature.Response,
            _ => RequiredSignature.Either,
        },
        RequireEncryption = setting.RequireEncryption,
        Decryption = new DecryptionPolicy(DangerAllowCbc: setting.AllowCbc),
        SubjectAttribute = setting.SubjectAttribute,
    };

    private static SamlExpectation Expected(HostileSetting setting) =>
        (setting.Unsolicited ? SamlExpectation.Unsolicited(Ground.Parties.AcsUrl)
            : SamlExpectation.AnswerTo(Ground.Parties.RequestId ?? "", Now.AddSeconds(-30), Ground.Parties.AcsUrl)) with
        {
            ForceAuthn = setting.ForceAuthn,
            MaxAge = setting.MaxAge,
            AuthnContexts = setting.AuthnContext is { } context ? [context] : [],
        };

    private static TrustedKey Trusted(TestSamlKey key) => Assert.IsType<TrustedKeyResult.Read>(TrustedKey.FromCertificate(key.Der)).Key;
}
