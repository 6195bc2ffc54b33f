using System.Collections.Immutable;
using System.Security.Cryptography;
using RunBroker.Pages;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Signatures;

namespace RunBroker.Upstream.Saml;

/// <summary>The fields of a message of ours by the POST binding (SAMLBind-3.5.4).</summary>
internal static class SamlForm
{
    /// <param name="signer">Null: not signed.</param>
    public static ImmutableArray<FormField> Of(string field, byte[] xml, SpKey? signer, string? relayState)
    {
        var message = new FormField(field, PostBinding.Encode(signer is null ? xml : XmlSigner.Sign(xml, signer)));
        return relayState is null ? [message] : [message, new(PostedMessage.RelayState, relayState)];
    }
}

internal static class SamlIds
{
    /// <summary>160 random bits, behind what an xs:ID may begin with (S-100).</summary>
    public static string New() => "_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
}
