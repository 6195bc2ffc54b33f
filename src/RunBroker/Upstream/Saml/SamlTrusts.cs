using System.Collections.Immutable;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Protocol.Saml.Signatures;

namespace RunBroker.Upstream.Saml;

/// <summary>What the protocol believes of a connection.</summary>
internal static class SamlTrusts
{
    public static SamlTrust Of(SamlUpstream upstream, IdpMetadata idp, ImmutableArray<TrustedKey> keys)
    {
        var s = upstream.Settings;
        return new()
        {
            IdpEntityId = idp.EntityId,
            SpEntityId = upstream.SpEntityId,
            Keys = keys,
            DecryptionKeys = upstream.DecryptionKeys,
            Require = s.RequireSigned switch
            {
                "assertion" => RequiredSignature.Assertion,
                "response" => RequiredSignature.Response,
                _ => RequiredSignature.Either,
            },
            RequireEncryption = s.WantAssertionsEncrypted,
            Signatures = new(s.AllowSha1Until),
            Decryption = new(s.AllowAesCbc),
            SubjectAttribute = s.SubjectAttribute,
            ClockSkew = TimeSpan.FromSeconds(s.ClockSkewSeconds),
        };
    }
}
