using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>An IDPSSODescriptor with its entity, read as far as a sign-in needs it.</summary>
internal static class IdpRole
{
    public static MetadataResult Read(EntityChoice.Chosen chosen, MetadataAsk ask, bool verified, DateTimeOffset now)
    {
        var roles = EntityChoice.SamlRoles(chosen.Entity).Take(MetadataLimits.Roles).ToImmutableArray();
        MetadataResult? first = null;
        foreach (var (index, role) in roles.Index())
        {
            var result = Read(role, chosen, ask, verified, now);
            if (result is MetadataResult.Read(var metadata))
            {
                return roles.Length == 1
                    ? result
                    : new MetadataResult.Read(metadata with { Warnings = metadata.Warnings.Add(Several(index)) });
            }

            first ??= result;
        }

        return first!;

        MetadataProblem Several(int used) => MetadataProblem.Of(ask.Field, MetadataFault.SeveralRoles, "one IDPSSODescriptor",
            $"{roles.Length}, of which number {used + 1} is used");
    }

    private static MetadataResult Read(Element role, EntityChoice.Chosen chosen, MetadataAsk ask, bool verified, DateTimeOffset now)
    {
        var times = MetadataTimes.Of([role, chosen.Entity, .. chosen.Around], ask, now);
        var keys = RoleCertificates.Of(role, now);
        var sso = RoleEndpoints.Of(role, "SingleSignOnService", "sso", ask);
        var slo = RoleEndpoints.Of(role, "SingleLogoutService", "slo", ask);

        ImmutableArray<MetadataProblem> problems =
        [
            .. times.Problems,
            .. keys.Usable.IsEmpty ? [NoKey(role), .. keys.Warnings] : Array.Empty<MetadataProblem>(),
            .. sso.Usable.IsEmpty ? [.. sso.LeftOut.DefaultIfEmpty(NoSso(sso))] : Array.Empty<MetadataProblem>(),
            // Beside good addresses, too: nobody honest publishes one, so the rest is not to be believed either.
            .. sso.Dangerous, .. slo.Dangerous,
        ];
        return !problems.IsEmpty ? new MetadataResult.Refused(problems) : new MetadataResult.Read(new IdpMetadata
        {
            EntityId = chosen.Entity["entityID"]!,
            SsoEndpoints = sso.Usable,
            SloEndpoints = slo.Usable,
            SigningCertificates = keys.Usable,
            WantAuthnRequestsSigned = role["WantAuthnRequestsSigned"]?.Trim() is "true" or "1",
            NameIdFormats =
            [
                .. role.Named(SamlNames.Metadata, "NameIDFormat").Select(static f => f.SimpleText?.Trim()).OfType<string>()
                    .Where(static f => f.Length is > 0 and <= MetadataLimits.EntityId).Distinct().Take(MetadataLimits.NameIdFormats),
            ],
            ValidUntil = times.ValidUntil,
            CacheDuration = times.CacheDuration,
            SignatureVerified = verified,
            Warnings = [.. times.Warnings, .. keys.Warnings, .. sso.LeftOut, .. slo.LeftOut],
        });
    }

    private static MetadataProblem NoKey(Element role) => MetadataProblem.Of("certificates", MetadataFault.NoUsableCertificate,
        "a certificate for signing", role.Named(SamlNames.Metadata, "KeyDescriptor").Any() ? "none that can be used" : null);

    private static MetadataProblem NoSso(RoleEndpoints sso) => MetadataProblem.Of("sso_url", MetadataFault.NoSsoEndpoint,
        "a SingleSignOnService for HTTP-Redirect or HTTP-POST", sso.OtherBindings.IsEmpty ? null : string.Join(' ', sso.OtherBindings));
}
