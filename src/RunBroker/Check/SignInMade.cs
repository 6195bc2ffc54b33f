using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using RunBroker.Cases;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Check;

/// <summary>What a sign-in asked for, from the request that its case file kept.</summary>
internal static class SignInMade
{
    /// <returns>Null: nothing was sent, or nothing of it is kept.</returns>
    public static AsIf? Of(CaseRecord? record, AsIf given)
    {
        var sent = record?.Messages.LastOrDefault(m => m is { Direction: "sent", Kind: "authn_request" or "authorize_request" });
        if (sent is null)
            return null;
        var found = sent.Kind == "authn_request" ? Saml(Personal.Revealed(sent.Decoded)) : Oidc(Personal.Revealed(sent.Decoded));
        return found is null ? null : found with
        {
            InResponseTo = given.InResponseTo ?? found.InResponseTo,
            RequestedAt = given.RequestedAt ?? sent.At,
            Nonce = given.Nonce,
            State = given.State,
            SignIn = given.SignIn,
        };
    }

    private static AsIf? Saml(string decoded) => SafeXml.Read(Encoding.UTF8.GetBytes(decoded), XmlBounds.Message) is not XmlResult.Read { Root: var root } ? null : new AsIf
    {
        InResponseTo = root["ID"],
        ForceAuthn = root["ForceAuthn"] == "true",
        AuthnContexts = [.. Contexts(root)],
    };

    private static IEnumerable<string> Contexts(Element element) => element.LocalName == "AuthnContextClassRef" && element.SimpleText is { } text ? [text.Trim()]
        : element.Elements.SelectMany(Contexts);

    private static AsIf Oidc(string decoded)
    {
        var lines = decoded.Split('\n').Select(line => line.Split(": ", 2)).Where(parts => parts.Length == 2)
            .GroupBy(parts => parts[0], parts => parts[1], StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        return new()
        {
            Prompt = lines.GetValueOrDefault("prompt"),
            MaxAge = int.TryParse(lines.GetValueOrDefault("max_age"), NumberStyles.None, CultureInfo.InvariantCulture, out var age) ? age : null,
        };
    }
}
